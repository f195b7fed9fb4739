// Weighted quantile: the smallest value such that it and those below it have at least a share p of the whole
// weight. The inverse of the weighted distribution function (type 1 of Hyndman and Fan, The American
// Statistician 50, 1996, which has equal weights), so it is a value that occurred: nothing is interpolated.
#pragma once

#include <optional>
#include <span>

namespace crossfade::statistics {

/// `weights`: one a value, 0 and above. Absent without any weight, with a value or weight that is not finite
/// or a weight below 0, and for p outside [0, 1]. p = 0 is the smallest value that has weight.
std::optional<double> weighted_quantile(std::span<const double> values, std::span<const double> weights,
                                        double p);

}  // namespace crossfade::statistics
