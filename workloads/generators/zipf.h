// Zipf: ranks 1..n with probability proportional to rank^-exponent, by rejection-inversion (W. Hörmann and
// G. Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", 1996): no
// table, constant time for any n. Exponent > 0; 1 is allowed.
#pragma once

#include <algorithm>
#include <cstdint>

#include "workloads/generators/exact_math.h"
#include "workloads/generators/random.h"

namespace crossfade::workloads {

class Zipf {
 public:
  Zipf(std::uint64_t ranks, double exponent)
      : ranks_(static_cast<double>(std::max<std::uint64_t>(ranks, 1))),
        exponent_(exponent),
        area_low_(area(1.5) - 1),
        area_high_(area(ranks_ + 0.5)),
        accept_below_(2 - inverse_area(area(2.5) - height(2))) {}

  /// A rank in 1..ranks; 1 is the most popular.
  std::uint64_t operator()(Random& random) const {
    for (;;) {
      const double u = area_high_ + random.uniform() * (area_low_ - area_high_);
      const double x = inverse_area(u);
      // Rounds x, which is at least one half; any rounding of exact halves will do.
      const double nearest = static_cast<double>(static_cast<std::uint64_t>(x + 0.5));  // NOLINT(bugprone-*)
      const double rank = std::clamp(nearest, 1.0, ranks_);
      // The first test accepts nearly always and saves the second, which is the exact one.
      if (rank - x <= accept_below_ || u >= area(rank + 0.5) - height(rank)) {
        return static_cast<std::uint64_t>(rank);
      }
    }
  }

 private:
  double height(double x) const { return exact_exp(-exponent_ * exact_log(x)); }

  /// Integral of height from 1 to x: (x^(1-e) - 1) / (1-e), and log x where e is 1.
  double area(double x) const {
    const double log_x = exact_log(x);
    return log_x * exp_minus_one_over((1 - exponent_) * log_x);
  }

  double inverse_area(double y) const {
    const double t = std::max((1 - exponent_) * y, -1 + 1e-15);
    return exact_exp(y * log_one_plus_over(t));
  }

  /// (exp(t) - 1) / t and log(1 + t) / t, by series where the subtraction would cancel.
  static double exp_minus_one_over(double t) {
    return t > -1e-4 && t < 1e-4 ? 1 + t / 2 * (1 + t / 3 * (1 + t / 4)) : (exact_exp(t) - 1) / t;
  }
  static double log_one_plus_over(double t) {
    return t > -1e-4 && t < 1e-4 ? 1 - t * (1.0 / 2 - t * (1.0 / 3 - t / 4)) : exact_log(1 + t) / t;
  }

  double ranks_, exponent_, area_low_, area_high_, accept_below_;
};

}  // namespace crossfade::workloads
