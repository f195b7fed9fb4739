// Stratified mean: the mean of a population of known parts from a sample of each: parts that differ much then
// do not blur it. Values and means in one unit of the caller's.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analysis/statistics/interval.h"

namespace crossfade::statistics {

struct Stratum {
  double share = 1;  ///< of the population; the shares sum to 1
  std::vector<double> values;
};

struct StratifiedMean {
  double mean = 0;  ///< NaN where a stratum has no values
  /// 95 %: variance sum(share^2 s^2 / n), t with Satterthwaite's degrees of freedom (Cochran, Sampling
  /// Techniques, 3rd ed. 1977, 5.4). Missing where a stratum has fewer than two values.
  std::optional<Interval> interval;
};

StratifiedMean stratified_mean(std::span<const Stratum> strata);

}  // namespace crossfade::statistics
