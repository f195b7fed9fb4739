#include "analysis/statistics/lack_of_fit.h"

#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>
#include <limits>

namespace crossfade::statistics {

double f_upper_tail(double f, double degrees_above, double degrees_below) {
  if (!(f >= 0) || !(degrees_above > 0) || !(degrees_below > 0)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (std::isinf(f)) return 0;
  return boost::math::cdf(boost::math::complement(boost::math::fisher_f(degrees_above, degrees_below), f));
}

LackOfFit lack_of_fit(double model_squares, double degrees_of_model, double error_variance,
                      double degrees_of_error) {
  constexpr double rounding = 1e-20;  // squares of relative residuals
  LackOfFit test{0, degrees_of_model, degrees_of_error, 1};
  if (!(degrees_of_model > 0) || !(degrees_of_error > 0) || model_squares <= rounding) return test;
  test.f = error_variance > 0 ? model_squares / degrees_of_model / error_variance
                              : std::numeric_limits<double>::infinity();
  test.p = f_upper_tail(test.f, degrees_of_model, degrees_of_error);
  return test;
}

}  // namespace crossfade::statistics
