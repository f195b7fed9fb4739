// Quantile ranks: which order statistics enclose a quantile when neighbouring requests resemble each other.
#pragma once

#include <cstdint>
#include <optional>

namespace crossfade::statistics {

/// Ranks as shares of n, in [0, 1]: the quantile function of the sample at these gives the interval.
struct QuantileRanks {
  double low = 0, high = 1;
};

/// 95 %: p -+ t19 sqrt(p (1 - p) design_effect / n), t with 19 degrees of freedom because a design effect
/// comes from 20 batches. nullopt = n does not support a finite interval: n / design_effect < 4 / (1 - p)
/// (400 for p99, 4,000 for p99.9), design_effect not finite or below 0, or p outside (0, 1). A design effect
/// below 1 counts as 1.
std::optional<QuantileRanks> quantile_ranks(double p, std::uint64_t n, double design_effect);

}  // namespace crossfade::statistics
