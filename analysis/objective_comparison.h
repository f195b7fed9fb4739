// Objective comparison: ratios of SLO throughput at multiples of the declared objectives, by the rule of
// every ratio. Those of other factors are replayed from the requests of the declared one. Each factor is
// another solution of every recording, so they are formed only where they are asked for.
#pragma once

#include <string>
#include <vector>

#include "analysis/comparison.h"

namespace crossfade::analysis {

struct ObjectiveRatio {
  double factor = 1;
  Estimate base, candidate;  ///< requests per second, as experienced
  Ratio ratio, undisturbed;
};

/// By objective_factors. Empty if SLO throughput is not solved on both sides.
std::vector<ObjectiveRatio> objective_ratios(const Comparison& comparison, const WorkloadComparison& workload,
                                             const CompareOptions& options);

}  // namespace crossfade::analysis
