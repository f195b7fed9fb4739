#include "collector/rate_grid.h"

#include <cmath>

#include "results/assertion.h"

namespace crossfade::collector {

std::vector<double> rate_grid(double capacity_per_s, std::uint32_t step) {
  CF_ASSERT(step > 0, "a grid has a step");
  if (!std::isfinite(capacity_per_s) || capacity_per_s <= 0) return {};
  // Below this share of capacity latency hardly changes with load; above it the answer lies.
  constexpr double fine_from = 0.40;
  std::vector<double> rates;
  const double lowest = capacity_per_s * 0.10, highest = capacity_per_s * 1.05;
  const auto first = static_cast<std::int64_t>(std::ceil(20.0 * std::log10(lowest) / step)) - 1;
  for (std::int64_t multiple = first;; ++multiple) {
    const double rate = std::pow(10.0, static_cast<double>(multiple * step) / 20.0);
    const bool coarse = multiple % 2 == 0;
    if (rate >= lowest && (coarse || rate >= fine_from * capacity_per_s)) rates.push_back(rate);
    if (rate >= highest) return rates;  // one rate beyond it, so that the limit is seen and not inferred
  }
}

std::vector<double> rates_after(std::span<const double> baseline, const std::vector<double>& grid) {
  if (grid.empty()) return {};
  // Equal rates are equal to the last bit where both come from the grid; others may differ by rounding.
  constexpr double rounding = 1 + 1e-9;
  std::vector<double> rates;
  for (const double rate : baseline) {
    if (rate <= grid.back() * rounding) rates.push_back(rate);
  }
  if (rates.empty()) return grid;
  const double last = rates.back();
  for (const double rate : grid) {
    if (rate > last * rounding) rates.push_back(rate);
  }
  return rates;
}

}  // namespace crossfade::collector
