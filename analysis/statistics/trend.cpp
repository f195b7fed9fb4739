#include "analysis/statistics/trend.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "analysis/statistics/moments.h"

namespace crossfade::statistics {

Trend trend_of(std::span<const double> window_values) {
  const std::size_t n = window_values.size();
  if (n < 2) return {};
  std::vector<double> slopes;
  slopes.reserve(n * (n - 1) / 2);
  double rises_over_falls = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      const double step = window_values[j] - window_values[i];
      slopes.push_back(step / static_cast<double>(j - i));
      rises_over_falls += static_cast<double>(step > 0) - static_cast<double>(step < 0);
    }
  }
  const auto count = static_cast<double>(n);
  const double total = median(slopes) * (count - 1);
  const double deviation = std::sqrt(count * (count - 1) * (2 * count + 5) / 18);
  Trend trend;
  trend.change = total / std::max(std::abs(median(window_values)), 1e-300);
  // One nearer to zero: the difference moves in steps of two.
  trend.z = std::copysign(std::max(std::abs(rises_over_falls) - 1, 0.0), rises_over_falls) / deviation;
  return trend;
}

}  // namespace crossfade::statistics
