// Isotonic regression: the non-decreasing sequence nearest to values that noise has put out of order.
#pragma once

#include <span>
#include <vector>

namespace crossfade::statistics {

/// Weighted least squares by pooling adjacent violators (Ayer et al., Ann. Math. Stat. 26, 1955). Same length
/// for both; weights above 0. Empty for empty.
std::vector<double> non_decreasing_fit(std::span<const double> values, std::span<const double> weights);

}  // namespace crossfade::statistics
