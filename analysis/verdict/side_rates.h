// Side rates: the SLO throughputs of one side, each solved once, as experienced and undisturbed, with what
// the network would carry and whether its memory is enough. Requests per second. A verdict asks for them many
// times.
#pragma once

#include <string>
#include <vector>

#include "analysis/process_run.h"
#include "analysis/rate_limit.h"
#include "analysis/side.h"
#include "analysis/slo_rate.h"

namespace crossfade::analysis {

struct WorkloadRates {
  std::string workload;
  WorkloadRuns runs;
  SloRate experienced, undisturbed;
  RateLimits limits = {};
};

/// A rate of the workload, solved in whatever way, after its limits.
LimitedRate limited_rate(const SloRate& rate, const WorkloadRates& of);

struct SideRates {
  std::string label;
  std::vector<WorkloadRates> workloads;

  /// Of a workload that is there.
  const WorkloadRates& of(const std::string& workload) const;
};

/// The side must outlive it.
SideRates side_rates(const Side& side, const std::vector<std::string>& workloads);

}  // namespace crossfade::analysis
