// Objective grid: SLO throughput at multiples of the declared objectives, so that a decision that hangs on
// the choice of the objective is seen to. Requests per second.
#pragma once

#include <array>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/process_run.h"
#include "analysis/undisturbed.h"

namespace crossfade::analysis {

inline constexpr std::array objective_factors{0.5, 0.7, 1.0, 1.4, 2.0, 4.0, 8.0};

struct ObjectivePoint {
  double factor = 1;
  /// The chunks lie near the rate of the declared objective; of the others the rate is replayed from the same
  /// requests, and their stalls are those met at that one rate.
  bool replayed = false;
  Estimate experienced, undisturbed;
};

/// Empty if the workload has no chunks. `undisturbed` is of the side that the runs are of; where it leaves
/// too few blocks there is no undisturbed value, as everywhere.
std::vector<ObjectivePoint> objective_grid(const WorkloadRuns& experienced, const Undisturbed& undisturbed);

}  // namespace crossfade::analysis
