// Student's t distribution with real degrees of freedom, and the degrees of freedom of a sum of variances.
#pragma once

#include <optional>
#include <span>

#include "analysis/statistics/interval.h"

namespace crossfade::statistics {

/// The value below which the share `probability` in (0, 1) lies; degrees_of_freedom > 0. NaN for anything
/// else.
double student_t_quantile(double probability, double degrees_of_freedom);

/// The share that lies below `value`; degrees_of_freedom > 0, infinite ends allowed. NaN for anything else.
double student_t_probability(double value, double degrees_of_freedom);

/// Satterthwaite (Biometrics Bulletin 2, 1946): degrees of freedom of variance_a + variance_b, each the
/// variance of a mean. If both are 0 the sum of the two; a side whose variance is 0 does not count.
double satterthwaite(double variance_a, double degrees_a, double variance_b, double degrees_b);

/// centre -+ t(0.975, degrees) * standard_error.
Interval t_interval(double centre, double standard_error, double degrees_of_freedom);

/// 95 % interval of the mean of independent values, or nullopt with fewer than two.
std::optional<Interval> mean_interval(std::span<const double> values);

}  // namespace crossfade::statistics
