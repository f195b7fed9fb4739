// USL bounds: what repeated process runs support of the Universal Scalability Law (usl.h): 95 % intervals of
// its parameters and its peak, a test whether it holds at all, and what it predicts.
//
// Intervals are profile likelihoods (Venzon and Moolgavkar, Applied Statistics 37, 1988) against the pure
// error between process runs: all values that the data do not tell from the best one. They respect sigma,
// kappa >= 0 and may be one-sided, which is the point: few threads say nothing about kappa but how large it
// may be. Where runs come from, hosts and days, is not in them.
#pragma once

#include <optional>

#include "analysis/statistics/interval.h"
#include "analysis/statistics/lack_of_fit.h"
#include "analysis/statistics/throughput_runs.h"
#include "analysis/statistics/usl.h"

namespace crossfade::statistics {

/// Threads at which throughput is highest.
struct PeakBounds {
  double low = 1;              ///< at least that many
  std::optional<double> high;  ///< at most that many; absent: the data do not exclude that it never falls
};

struct UslBounds {
  UslCurve curve;
  Interval contention, coherence;
  PeakBounds peak;
  LackOfFit lack_of_fit;       ///< if it rejects, everything else here means nothing
  double error_deviation = 0;  ///< SD of ln of one throughput within its process run
};

/// nullopt as additive_model() and fit_usl().
std::optional<UslBounds> usl_bounds(const ThroughputRuns& data);

struct PredictedThroughput {
  double per_s = 0;
  /// 95 %: of the shape by profile likelihood, joined with that of the runs' own level by the method of
  /// variance estimates recovery (Zou and Donner, Statistics in Medicine 27, 2008). Right if the law holds
  /// there too.
  Interval interval;
};

/// Mean throughput of process runs at `threads` by the law; nullopt as usl_bounds() or if an end has no
/// bound.
std::optional<PredictedThroughput> predicted_throughput(const ThroughputRuns& data, double threads);

}  // namespace crossfade::statistics
