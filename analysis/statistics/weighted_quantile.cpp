#include "analysis/statistics/weighted_quantile.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "results/assertion.h"

namespace crossfade::statistics {

std::optional<double> weighted_quantile(std::span<const double> values, std::span<const double> weights,
                                        double p) {
  CF_ASSERT(values.size() == weights.size(), "every value has a weight");
  if (!(p >= 0 && p <= 1)) return std::nullopt;
  std::vector<std::pair<double, double>> sorted;
  double total = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i]) || !std::isfinite(weights[i]) || weights[i] < 0) return std::nullopt;
    if (weights[i] > 0) sorted.emplace_back(values[i], weights[i]);
    total += weights[i];
  }
  if (!(total > 0) || !std::isfinite(total)) return std::nullopt;
  std::sort(sorted.begin(), sorted.end());
  // A share that is reached exactly is reached, however the sum was rounded.
  const double wanted = p * total * (1 - 1e-12);
  double below = 0;
  for (const auto& [value, weight] : sorted) {
    below += weight;
    if (below >= wanted) return value;
  }
  return sorted.back().first;
}

}  // namespace crossfade::statistics
