// SLO throughput on the grid: the highest measured offered rate at which at most 1 % of requests exceed their
// own class's objective. For recordings without chunks to solve it from (slo_rate.h): the true rate lies
// between this rate and the next measured one, and everything here carries that step. docs/methodology.md has
// the rule.
#pragma once

#include <optional>
#include <span>

#include "analysis/estimate.h"
#include "analysis/exceedance.h"
#include "analysis/process_run.h"
#include "analysis/sample.h"

namespace crossfade::analysis {

struct GridAnswer {
  std::optional<double> rate_per_s;  ///< absent = even the lowest rate fails
  double step = 1;                   ///< next measured rate / this rate; 1 = this is the last one: "at least"
  double exceedance = 0;             ///< at that rate, as counted
  double requests = 0;               ///< offered at that rate
};

/// `counts` ascending in rate. Exceedance cannot fall with load, so it is first made non-decreasing by
/// isotonic regression; the answer is the highest rate whose fitted exceedance is at most 1 %.
GridAnswer grid_answer(std::span<const RateCount> counts);

struct SloGrid {
  Estimate estimate;              ///< rate per second, with the grid step in its interval
  Sample sample;                  ///< per process run, centred on the pooled rate: what a ratio is formed of
  double step = 1;                ///< largest step of its recordings; 1 = at least
  bool last_rate_passes = false;  ///< in a recording: above it only capacity bounds the true rate
  double compliant_share = 1;  ///< of requests offered at that rate; recordings and hosts as in the estimate
};
SloGrid slo_grid(const WorkloadRuns& workload);

}  // namespace crossfade::analysis
