// Deviation: standard deviations with their intervals, and whether a series drifts: how much the means of
// successive stretches differ beside what independent values would give. For values that are about normal;
// of logarithms 0.02 is 2 %.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "analysis/statistics/interval.h"

namespace crossfade::statistics {

struct Deviation {
  double deviation = 0;  ///< unbiased variance's root
  Interval interval;     ///< 95 %, chi-square (Snedecor and Cochran, Statistical Methods, 1967, section 3.15)
  double degrees_of_freedom = 0;
};

/// nullopt with fewer than two values, or one that is not finite.
std::optional<Deviation> deviation(std::span<const double> values);

struct StretchVariation {
  std::size_t stretches = 0, length = 0;  ///< values beyond stretches * length are not looked at
  double deviation_of_means = 0;
  double expected = 0;      ///< if values were independent: deviation within stretches / sqrt(length)
  double ratio = 0;         ///< the first by the second: 1 = no drift
  Interval ratio_interval;  ///< 95 %, from the F distribution (Fisher, 1925: analysis of variance)
};

/// Successive stretches of `length` values, in the order of time. nullopt unless there are three stretches,
/// two values in each, all finite, and not all alike within their stretches.
std::optional<StretchVariation> stretch_variation(std::span<const double> values, std::size_t length);

}  // namespace crossfade::statistics
