// Two regimes: workers that have a core each, and workers that share one with a sibling (hyperthreads). The
// kink lies at the number of physical cores, because workers take one CPU of every core first. One law over
// both bends where neither does: fitted to both, contention comes out wrong, even negative.
#pragma once

#include <optional>

#include "analysis/statistics/interval.h"
#include "analysis/statistics/lack_of_fit.h"
#include "analysis/statistics/throughput_runs.h"

namespace crossfade::statistics {

struct TwoRegimes {
  ThroughputRuns cores;         ///< up to as many threads as cores: for usl_bounds.h
  ThroughputRuns hyperthreads;  ///< from as many threads as cores on; no thread counts if none has siblings
};

/// The thread count at the kink is in both regimes, if it was measured.
TwoRegimes two_regimes(const ThroughputRuns& data, double cores);

/// What siblings add: a straight line from the kink on, X(N) = X(cores) (1 + gain (N - cores) / cores), since
/// every core that is given its second thread gains the same as the one before. 0: a second thread adds
/// nothing; 1: as much as a core of its own; below 0: it costs.
struct SiblingGain {
  double gain = 0;
  Interval interval;  ///< 95 %, profile likelihood against the pure error between process runs
  LackOfFit lack_of_fit;
};

/// nullopt as additive_model(), or if the first thread count is not `cores`, or if no line with a throughput
/// above 0 at the kink fits. With two thread counts the line has nothing to be tested by.
std::optional<SiblingGain> sibling_gain(const ThroughputRuns& hyperthreads, double cores);

}  // namespace crossfade::statistics
