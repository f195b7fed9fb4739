// Detectable effect: how large a true difference must be for a t test, two-sided at 5 %, to find it with a
// given power. In the unit of the deviations; of logarithms 0.02 is 2 %. It speaks of a design, not of data
// that were seen: never a test.
#pragma once

#include <cstddef>
#include <optional>

namespace crossfade::statistics {

inline constexpr double usual_level = 0.05;

/// Probability that a t test, two-sided at `level`, calls a true difference of `effect` standard errors
/// different: P(|T| > t(1 - level / 2)) with T noncentral t (J. Cohen, Statistical Power Analysis for the
/// Behavioral Sciences, 1988, chapter 2), both tails. NaN if degrees_of_freedom is not positive, effect is
/// not finite or level not in (0, 1).
double t_test_power(double effect, double degrees_of_freedom, double level = usual_level);

/// The smallest difference that t_test_power() finds with `power`. Exact, not t(0.975) + t(power), which is
/// 0.3 % too small with 8 pairs. nullopt unless standard_error is finite and not negative, degrees_of_freedom
/// positive, and power above 5 % (what no difference has) and below 1. 0 if the standard error is 0.
std::optional<double> minimum_detectable_effect_of_mean(double standard_error, double degrees_of_freedom,
                                                        double power);

/// The same of the paired t test (paired.h): standard error deviation_of_differences / sqrt(pairs), pairs - 1
/// degrees of freedom. nullopt with fewer than two pairs.
std::optional<double> minimum_detectable_effect(double deviation_of_differences, std::size_t pairs,
                                                double power);

}  // namespace crossfade::statistics
