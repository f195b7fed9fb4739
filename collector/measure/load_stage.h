// Load stage: latency at an offered rate, by the open-loop engine (open_loop.h), and how much of the waiting
// the queue itself does not explain.
//
// Requests due before the end are served after it, for at most as long again (at least a second): then the
// stage is given up. It is never given up earlier, because a queue that a standstill left drains by itself.
// What became of it says load_judgement.
#pragma once

#include "collector/measure/stage.h"

namespace crossfade::collector {

/// Requests whose service and wait are kept for the replay; of a longer stage the first ones.
inline constexpr std::size_t max_traced = std::size_t{16} << 20;

results::Result<Measured> measure_load(const StageInput& input, const StageSpec& spec);

/// Of a stage that was served to its end: what was planned, or until the last request ended. Of one that was
/// given up: until then, because its rate is what was served by then.
std::uint64_t load_duration_ns(std::uint64_t planned_ns, std::int64_t last_end_ns, bool given_up);

}  // namespace crossfade::collector
