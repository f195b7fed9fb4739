// Capacity stage: how many requests a second the workers complete when they never wait, between a common
// start and a common stop.
//
// Every worker finishes the request it is in when the time is up, so that long requests are not lost;
// duration_ns is such that completed / duration_ns is the sum of the workers' own rates.
#pragma once

#include "collector/measure/stage.h"

namespace crossfade::collector {

results::Result<Measured> measure_capacity(const StageInput& input, const StageSpec& spec);

/// completed / sum of the rates; `elapsed_ns` of each worker. The longest elapsed time if nothing was
/// completed.
std::uint64_t common_duration_ns(std::span<const std::uint64_t> completed,
                                 std::span<const std::uint64_t> elapsed_ns);

}  // namespace crossfade::collector
