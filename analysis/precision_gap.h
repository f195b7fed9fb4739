// Precision gap: why no precision can be planned for a metric of a workload, and what has to be measured
// before one can. Of one side; in words. Not of what can be planned and needs too many hosts: that is an
// answer.
#pragma once

#include <string>
#include <string_view>

#include "analysis/process_run.h"
#include "analysis/sample.h"

namespace crossfade::analysis {

struct PrecisionGap {
  std::string because;  ///< why there is nothing to plan from
  std::string first;    ///< what to do about it
};

/// `values`: of `metric` ("slo_rate", "capacity", "cpu_per_request") of these runs, without a spread: none,
/// not all above 0, or of fewer than two blocks in a recording. `no_rate_meets_it`: of SloRate.
PrecisionGap precision_gap(const WorkloadRuns& runs, std::string_view metric, const Sample& values,
                           bool no_rate_meets_it);

}  // namespace crossfade::analysis
