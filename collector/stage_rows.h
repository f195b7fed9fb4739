// Stage rows: a measuring process numbers counters and classes as it announced them; the recording has rows.
#pragma once

#include <cstdint>
#include <span>

#include "results/recording.h"

namespace crossfade::collector {

/// Puts the recording's rows into a stage's readings, series, distributions and spike windows. `workload`:
/// row of the process's own; `counter_rows`: rows of the counters it announced, in their order. Returns what
/// it cannot place, or nullptr; the record is of no further use then.
const char* use_rows_of(const results::Recording& recorded, std::uint32_t workload,
                        std::span<const std::uint32_t> counter_rows, results::StageRecord& record);

/// Of the recording's hardware counters those that the process had not opened get a reading that says so.
void add_other_passes(const results::Recording& recorded, std::span<const std::uint32_t> counter_rows,
                      results::StageRecord& record);

}  // namespace crossfade::collector
