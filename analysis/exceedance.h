// Exceedance: how many of the requests offered at a rate missed their own class's objective. One definition
// for the SLO rate, the load curve and the cost, so that a report has one share for one rate. Not a latency.
// docs/methodology.md has the rule.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/process_run.h"

namespace crossfade::analysis {

/// Requests offered at one rate. Late, wrong, failed, shed and unserved ones exceed, and so does everything
/// where the process fell behind.
struct RateCount {
  double rate_per_s = 0, exceeding = 0, total = 0;
  bool saturated = false;

  double share() const { return exceeding / total; }
};

/// Of one open-loop stage; absent_because is empty if it could be counted.
struct StageCount {
  RateCount count;
  std::string absent_because;
};
StageCount stage_count(const ProcessRun& run, const StageView& view);

/// Per rate, ascending; stages of several runs are added up. Empty if there is no open-loop stage; a reason
/// if objectives cannot be judged.
struct RunCounts {
  std::vector<RateCount> counts;
  std::string absent_because;
};
RunCounts rate_counts(std::span<const ProcessRun* const> runs);

/// The share at one rate: of all requests of a recording together, recordings and hosts as in
/// analysis/sample. The interval is between process runs, moved so that their mean is that share.
Estimate exceedance(const WorkloadRuns& workload, double rate_per_s);

}  // namespace crossfade::analysis
