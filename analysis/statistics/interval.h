// Interval: two ends of a confidence interval; the level is said where it is made (0.95 throughout unless
// named).
#pragma once

#include <algorithm>
#include <cmath>

namespace crossfade::statistics {

struct Interval {
  double low = 0, high = 0;
  /// Ends included, within 1e-9 of the larger end: values on a grid give an end of exactly 1 that rounding
  /// puts on either side of it.
  bool contains(double x) const {
    const double rounding = 1e-9 * std::max(std::abs(low), std::abs(high));
    return low - rounding <= x && x <= high + rounding;
  }
  friend bool operator==(const Interval&, const Interval&) = default;
};

}  // namespace crossfade::statistics
