#include "analysis/statistics/student_t.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "analysis/statistics/moments.h"

namespace crossfade::statistics {

double student_t_quantile(double probability, double degrees_of_freedom) {
  if (!(probability > 0 && probability < 1) || !(degrees_of_freedom > 0)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return boost::math::quantile(boost::math::students_t(degrees_of_freedom), probability);
}

double student_t_probability(double value, double degrees_of_freedom) {
  if (std::isnan(value) || !(degrees_of_freedom > 0)) return std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(value)) return value > 0 ? 1 : 0;
  return boost::math::cdf(boost::math::students_t(degrees_of_freedom), value);
}

double satterthwaite(double variance_a, double degrees_a, double variance_b, double degrees_b) {
  const double total = variance_a + variance_b;
  if (!(total > 0)) return degrees_a + degrees_b;
  // Shares instead of squares, so that tiny variances do not underflow.
  const double a = variance_a / total, b = variance_b / total;
  return 1 / (a * a / degrees_a + b * b / degrees_b);
}

Interval t_interval(double centre, double standard_error, double degrees_of_freedom) {
  const double half = student_t_quantile(0.975, degrees_of_freedom) * standard_error;
  return {centre - half, centre + half};
}

std::optional<Interval> mean_interval(std::span<const double> values) {
  if (values.size() < 2) return std::nullopt;
  const auto n = static_cast<double>(values.size());
  return t_interval(mean(values), std::sqrt(sample_variance(values) / n), n - 1);
}

}  // namespace crossfade::statistics
