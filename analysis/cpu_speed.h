// CPU speed: what a vCPU of a candidate does of a mix of workloads, relative to a vCPU of the baseline, in
// the closed loop with a worker on every vCPU. A mix is formed host by host and compared by rule R1, as a
// verdict's cost is. Not what a fleet may be loaded to: that follows from SLO throughput.
#pragma once

#include <string>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/verdict/cost_sample.h"
#include "analysis/verdict/mix.h"

namespace crossfade::analysis {

struct CpuSpeed {
  Ratio experienced, undisturbed;  ///< candidate / baseline: 1.6 = a vCPU does 1.6 times the work in a second
  std::vector<SpendShare> shares;  ///< part of the baseline's CPU time that each workload has
  std::vector<std::string> notes;  ///< blocks left out
};

/// Errors: data if the mix names a workload that the comparison does not have. Absent, with the reason: a
/// workload of the mix that is not comparable, and a side that was measured on a part of its machine.
results::Result<CpuSpeed> cpu_speed(const Comparison& comparison, const Mix& mix,
                                    const CompareOptions& options);

}  // namespace crossfade::analysis
