// Process time: how long the processes of a recording took by the clock, from the start of one to the start
// of the next, as a budget pays for them. In ns. Not what a plan expects (stage_time.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "results/recording.h"

namespace crossfade::collector {

/// By repetition. Preparing, warming up, and its stages with what lies between them (but for a clock that was
/// set or a machine that was suspended meanwhile); and what no row of a recording names:
/// starting the program, golden answers, writing it down. That is the median over neighbours of the time
/// between the end of one and the beginning of the next, so that a run which was interrupted and resumed
/// days later has not used its budget meanwhile. One that hung, crashed or refused also took the time until
/// its end, or until the next was at work in a recording that lacks that (older than schema 1.6); if that is
/// more than 15 minutes, none of it.
std::vector<std::uint64_t> process_times_ns(const results::Recording& recorded);

/// Of all of them together, or of the first `processes`, as if no others were recorded.
std::uint64_t recorded_time_ns(const results::Recording& recorded, std::size_t processes = SIZE_MAX);

}  // namespace crossfade::collector
