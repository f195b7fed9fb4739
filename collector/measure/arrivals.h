// Arrivals: when the requests of an open-loop stage fall due, in ns from its start, fixed by rate, duration
// and seed before the stage begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "results/error.h"
#include "results/recording.h"

namespace crossfade::collector {

/// 512 MB of arrivals: beyond it a stage is refused.
inline constexpr std::size_t max_arrivals = std::size_t{64} << 20;

/// Non-decreasing offsets in [0, duration_ns). Poisson: exponential gaps; constant: i / rate. Errors (usage):
/// a rate that is not positive and finite, no duration, too many arrivals, an arrival process that is not
/// offered.
results::Result<std::vector<std::int64_t>> make_arrivals(results::Arrival process, double offered_per_s,
                                                         std::uint64_t duration_ns, std::uint64_t seed);

}  // namespace crossfade::collector
