// SLO check: what the looks below an SLO throughput say of it. They are taken after everything else, in fresh
// processes, and never change the estimate.
#pragma once

#include <string>
#include <vector>

#include "analysis/process_run.h"
#include "analysis/statistics/slo_verification.h"

namespace crossfade::analysis {

struct SloCheck {
  double rate_per_s = 0;   ///< that was looked at
  double exceedance = 0;   ///< share of requests beyond their objective there; unserved ones are beyond it
  bool disturbed = false;  ///< by a neighbour or the machine: another look may say otherwise
  statistics::SloVerification verification;
  /// Why the verdict does not follow from counts and their bounds; empty = it does. A load that could not be
  /// served refutes by itself; workers that stood still until the look was given up leave it open.
  std::string because;
};

/// One for each look of the recordings; void ones are left out.
std::vector<SloCheck> slo_checks(const WorkloadRuns& workload);

/// "verified at 95 % of it: consistent: 0.3 % of requests were late, at most 0.7 %". `rate_per_s`: the
/// estimate.
std::string slo_check_text(const SloCheck& check, double rate_per_s);

}  // namespace crossfade::analysis
