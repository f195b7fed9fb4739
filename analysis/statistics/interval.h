// Interval: two ends of a confidence interval; the level is said where it is made (0.95 throughout unless
// named).
#pragma once

namespace crossfade::statistics {

struct Interval {
  double low = 0, high = 0;
  bool contains(double x) const { return low <= x && x <= high; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

}  // namespace crossfade::statistics
