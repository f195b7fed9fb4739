// Counter totals: the counters of several threads as one. A total stands for all of them or it is missing: a
// sum that lacks a thread is no sum.
#pragma once

#include <span>
#include <vector>

#include "collector/counters/event_group.h"
#include "results/recording.h"

namespace crossfade::collector {

/// One counter list for the process: absent where it is absent on any thread. Empty input = empty list.
std::vector<results::Counter> merge_counters(std::span<const std::vector<results::Counter>> threads);

/// One reading per counter, `stage` left 0. Totals, enabled and running times are summed over the threads. A
/// counter that is absent from the process is `denied`.
std::vector<results::CounterReading> sum_readings(std::span<const std::vector<EventReading>> threads,
                                                  std::span<const results::Counter> counters);

}  // namespace crossfade::collector
