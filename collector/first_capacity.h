// First capacity: what the first closed loop with all workers of a workload reached. The grid of offered
// rates follows from it. Not an estimate: later stages found other values, and the report takes them all.
#pragma once

#include <cstdint>
#include <optional>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Requests per second with all workers, of the first process that found it: the median of its clean slices,
/// of disturbed ones if none is clean, of void ones if all are; nullopt if none did. Recordings only grow, so
/// the answer never changes once that process has ended its closed loop. `workload`: index into
/// Plan::workloads; `before_item`: only what items of the plan before it found.
std::optional<double> first_capacity(const Plan& plan, const results::Recording& recorded,
                                     std::uint32_t workload, std::uint32_t before_item);

}  // namespace crossfade::collector
