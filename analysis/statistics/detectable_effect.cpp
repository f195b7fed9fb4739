#include "analysis/statistics/detectable_effect.h"

#include <boost/math/distributions/non_central_t.hpp>
#include <cmath>

#include "analysis/statistics/student_t.h"

namespace crossfade::statistics {
namespace {

constexpr double significance = usual_level;

}  // namespace

double t_test_power(double effect, double degrees_of_freedom, double level) {
  if (!(level > 0 && level < 1)) return NAN;
  if (!(degrees_of_freedom > 0) || !std::isfinite(degrees_of_freedom) || !std::isfinite(effect)) return NAN;
  const double critical = student_t_quantile(1 - level / 2, degrees_of_freedom);
  const boost::math::non_central_t t(degrees_of_freedom, std::abs(effect));
  return boost::math::cdf(boost::math::complement(t, critical)) + boost::math::cdf(t, -critical);
}

std::optional<double> minimum_detectable_effect_of_mean(double standard_error, double degrees_of_freedom,
                                                        double power) {
  if (!std::isfinite(standard_error) || standard_error < 0 || !(degrees_of_freedom > 0) ||
      !std::isfinite(degrees_of_freedom) || !(power > significance && power < 1)) {
    return std::nullopt;
  }
  double low = 0, high = 1;
  while (t_test_power(high, degrees_of_freedom) < power) high *= 2;
  constexpr int halvings = 60;  // to the last bit of a double
  for (int i = 0; i < halvings; ++i) {
    const double middle = (low + high) / 2;
    (t_test_power(middle, degrees_of_freedom) < power ? low : high) = middle;
  }
  return high * standard_error;
}

std::optional<double> minimum_detectable_effect(double deviation_of_differences, std::size_t pairs,
                                                double power) {
  if (pairs < 2) return std::nullopt;
  const auto n = static_cast<double>(pairs);
  return minimum_detectable_effect_of_mean(deviation_of_differences / std::sqrt(n), n - 1, power);
}

}  // namespace crossfade::statistics
