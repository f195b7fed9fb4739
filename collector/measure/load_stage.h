// Load stage: latency at an offered rate, by the open-loop engine (open_loop.h), and how much of the waiting
// the queue itself does not explain.
//
// Requests due before the end are served after it, for at most as long again (at least a second): then the
// stage is given up. `saturated` = given up, or a backlog was left: see is_saturated().
#pragma once

#include "collector/measure/stage.h"

namespace crossfade::collector {

/// Requests whose service and wait are kept for the replay; of a longer stage the first ones.
inline constexpr std::size_t max_traced = std::size_t{16} << 20;

results::Result<Measured> measure_load(const StageInput& input, const StageSpec& spec);

/// The offered rate was not sustained: the last request began later than 1 % of the duration after the end,
/// and that backlog is more than chance leaves in a stable queue (20 mean service times shared by the
/// workers).
bool is_saturated(std::int64_t last_start_ns, std::uint64_t duration_ns, double mean_service_ns,
                  std::uint32_t workers);

}  // namespace crossfade::collector
