// Steady state: where a series of equally long windows stops changing.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace crossfade::statistics {

/// The index of the first window from which on the series has settled: the last change point in the mean
/// (least squares, one change at a time, minimum segment 3 before it) that is both larger than `tolerance`
/// (relative to the level after it) and not noise (sup-F above 10, Andrews, Econometrica 61, 1993, about
/// 5 %). nullopt = not settled: fewer than 6 windows, a change in the last two, fewer than 6 windows after a
/// change that still move one way by more than `tolerance`, or a value that is not finite.
std::optional<std::size_t> settled_from(std::span<const double> window_values, double tolerance);

}  // namespace crossfade::statistics
