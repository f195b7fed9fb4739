// Latency and service-time quantiles of a workload, with what the number of requests allows to be said.
#pragma once

#include "analysis/estimate.h"
#include "analysis/quantity.h"
#include "analysis/sample.h"

namespace crossfade::analysis {

struct QuantileEstimate {
  Estimate estimate;
  Sample sample;  ///< of ratios; empty where `estimate` does not support one
};

/// Geometric mean over process runs of each run's own quantile, interval between process runs. Of latency
/// the runs of a recording are moved so that their mean is the quantile of all its requests. Fewer than
/// 4 / (1 - p) requests in all: no interval and no ratio. Of latency the same holds for requests counted as
/// if independent, which takes the design effect of every process run, and the typical run needs its own
/// share of them (statistics/quantile_support.h). No run with 1 / (1 - p) requests, but all together: the
/// quantile of all requests, without an interval and without a ratio; of a closed loop also if one run lacks
/// them, since that is a slow one. One run only: interval within it, if its design effect is known. Where a
/// process run fell behind the value is a lower bound, without an interval and without a ratio.
QuantileEstimate quantile_estimate(const WorkloadRuns& workload, const StageFilter& filter,
                                   results::DistributionKind kind, double p);

}  // namespace crossfade::analysis
