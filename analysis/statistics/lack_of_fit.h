// Lack of fit: whether what a model leaves of the means is more than repeated measurements differ anyway.
#pragma once

#include <cstddef>

namespace crossfade::statistics {

/// Share of the F distribution above `f`: the p-value of an F test. NaN unless f >= 0 and both degrees > 0.
double f_upper_tail(double f, double degrees_above, double degrees_below);

struct LackOfFit {
  double f = 0;
  double degrees_of_model = 0, degrees_of_error = 0;
  double p = 1;  ///< probability of an f as large if the model is right

  /// At 5 %.
  bool rejects() const { return p < 0.05; }
};

/// F test of lack of fit against pure error (R. A. Fisher; Draper and Smith, Applied Regression Analysis,
/// 1998, chapter 2). model_squares: what the model leaves of the group means, squared and weighted by the
/// size of the group; error_variance: variance of one value within a group. Without degrees of freedom for
/// the model nothing is tested and p is 1. An error variance of 0 rejects whatever is left beyond rounding.
LackOfFit lack_of_fit(double model_squares, double degrees_of_model, double error_variance,
                      double degrees_of_error);

}  // namespace crossfade::statistics
