// Ratio error: what a printed ratio's interval says at other levels of confidence. Natural logarithms. What
// values leave open beside chance (OpenRange) is in the interval and is scaled with it, which is cautious.
#pragma once

#include <cstddef>
#include <optional>

#include "analysis/estimate.h"

namespace crossfade::analysis {

/// Of ln of the ratio: half of the 95 % interval / t(0.975). Absent without interval or degrees of freedom.
std::optional<double> standard_error(const Ratio& ratio);

/// Two-sided, that misses the truth in the share `level` of cases; 0.05: the printed one.
std::optional<statistics::Interval> interval_at(const Ratio& ratio, double level);

/// Interval for one of `comparisons` ratios that hold together in 95 % (Bonferroni): Holm's order decides
/// which are resolved, but gives no intervals that are easily read, so the wider ones stand here.
std::optional<statistics::Interval> simultaneous_interval(const Ratio& ratio, std::size_t comparisons);

/// Probability that the true ratio is below `limit`, by Student's t around the one found. Not a p-value.
std::optional<double> probability_below(const Ratio& ratio, double limit);

}  // namespace crossfade::analysis
