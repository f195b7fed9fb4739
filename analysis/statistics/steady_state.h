// Steady state: where a series of equally long windows stops changing.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace crossfade::statistics {

/// The index of the first window from which on the series has settled: the last change point in the mean
/// (least squares, one change, minimum segment 3) whose jump exceeds `tolerance` (relative) of the level
/// after it. nullopt = fewer than 6 windows, or the last change leaves fewer than 3 windows behind it: not
/// settled.
std::optional<std::size_t> settled_from(std::span<const double> window_values, double tolerance);

}  // namespace crossfade::statistics
