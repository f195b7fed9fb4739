// Verified sample: which requests of a pool are given to the workload's own verify(), the same on every host.
#pragma once

#include <cstdint>
#include <vector>

namespace crossfade::collector {

/// How many requests of each class are verified at most.
inline constexpr std::uint64_t verified_per_class = 64;

/// Indexes below `pool`, ascending, each once; all of a pool that has no more than verified_per_class. Of a
/// larger one it is one of each of as many equal parts, at a place that a hash draws: what a request is often
/// goes by its index (every eighth, every fourth), and equal steps would always meet the same case.
std::vector<std::uint64_t> verified_indexes(std::uint64_t pool);

}  // namespace crossfade::collector
