#include "analysis/statistics/quantile_support.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "results/assertion.h"

namespace crossfade::statistics {

std::optional<double> effective_requests(std::uint64_t n, double design_effect) {
  if (!std::isfinite(design_effect) || design_effect < 0) return std::nullopt;
  return static_cast<double>(n) / std::max(1.0, design_effect);
}

double requests_with_tail(double tail_requests, double p) {
  return std::ceil(tail_requests / (1 - p) - 1e-9);
}

double effective_needed_in_each(double p, double tail_requests) {
  return std::max(fewest_effective_in_each, requests_with_tail(tail_requests, p));
}

QuantileSupport quantile_support(double p, std::span<const double> effective, double in_each) {
  CF_ASSERT(!effective.empty(), "support comes from process runs");
  CF_ASSERT(p > 0 && p < 1, "a quantile lies within");
  std::vector<double> sorted(effective.begin(), effective.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>((sorted.size() - 1) / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return {*middle, std::accumulate(effective.begin(), effective.end(), 0.0),
          effective_needed_in_each(p, in_each), requests_with_tail(tail_requests_in_all, p)};
}

}  // namespace crossfade::statistics
