#include "analysis/statistics/wilson.h"

#include <algorithm>
#include <cmath>

namespace crossfade::statistics {

Interval wilson_interval(std::uint64_t count, std::uint64_t of) {
  const auto n = static_cast<double>(of);
  return wilson_interval_of_share(static_cast<double>(count) / n, n);
}

Interval wilson_interval_of_share(double p, double n) {
  constexpr double z = 1.959964;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace crossfade::statistics
