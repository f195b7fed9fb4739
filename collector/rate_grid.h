// Rate grid: the offered rates of a load curve, on one absolute grid that all hosts share, so that two
// recordings have rates in common. Requests per second.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace crossfade::collector {

/// The absolute grid: rates 10^(k/20) per second from the first at or above 0.10 of `capacity_per_s` to the
/// first at or above 1.05 of it. k is divisible by `step` from 0.40 of capacity on and by 2 `step` below,
/// where latency hardly changes with load; all hosts share the coarse rates and most of the fine ones.
std::vector<double> rate_grid(double capacity_per_s, std::uint32_t step);

/// A baseline's rates (ascending) on a host whose own grid is `grid`: those up to the grid's last, which lies
/// beyond capacity, then the grid above them, so that this host's own limit is seen too. The grid alone if
/// the host is too slow for any of them.
std::vector<double> rates_after(std::span<const double> baseline, const std::vector<double>& grid);

}  // namespace crossfade::collector
