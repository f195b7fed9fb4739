// Load stage: latency at an offered rate, by the open-loop engine (open_loop.h), and how much of the waiting
// the queue itself does not explain. Measuring and working out are two steps, because the second takes CPU
// time that nothing which is read beside the stage should see.
//
// Requests due before the end are served after it, for at most as long again (at least a second): then the
// stage is given up. It is never given up earlier, because a queue that a standstill left drains by itself.
// What became of it says load_judgement.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/measure/stage.h"

namespace crossfade::collector {

/// Requests whose service and wait are followed; of a longer stage the first ones.
inline constexpr std::size_t max_traced = std::size_t{16} << 20;

/// Without what work_out_load() adds. `arrival_ns`: arrivals.h, of this spec; made by the caller, before
/// caches are warmed for the first request.
results::Result<Measured> measure_load(const StageInput& input, const StageSpec& spec,
                                       std::vector<std::int64_t> arrival_ns);

/// What follows from the requests one by one: unexplained wait, design effects, the trace to be recorded. It
/// replays the stage's queue and simulates one of 2 million requests, on the calling thread. Releases the
/// requests; does nothing if there are none: other kinds of stage.
void work_out_load(const StageInput& input, const StageSpec& spec, Measured& measured);

/// Of a stage that was served to its end: what was planned, or until the last request ended. Of one that was
/// given up: until then, because its rate is what was served by then.
std::uint64_t load_duration_ns(std::uint64_t planned_ns, std::int64_t last_end_ns, bool given_up);

}  // namespace crossfade::collector
