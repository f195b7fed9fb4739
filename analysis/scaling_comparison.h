// Scaling comparison: two sides at the thread counts that both have: throughput, and how much of its speed a
// thread keeps, each with its ratio by the rule that the other metrics have. Nothing is fitted here: a law is
// of one side (scaling.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/process_run.h"
#include "analysis/ratio.h"

namespace crossfade::analysis {

struct ScalingComparison {
  std::uint32_t threads = 0;
  Estimate base_per_s, candidate_per_s;
  Ratio throughput;
  Estimate base_efficiency, candidate_efficiency;
  Ratio efficiency;  ///< absent at one thread, where it is 1 by definition
};

/// Ascending; empty if they share no thread count beyond one. blocked: why there must be no ratios; empty =
/// nothing forbids them.
std::vector<ScalingComparison> compare_scaling(const WorkloadRuns& base, const WorkloadRuns& candidate,
                                               const std::string& blocked, const RatioOptions& options);

}  // namespace crossfade::analysis
