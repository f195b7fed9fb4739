#include "analysis/objective_grid.h"

#include "analysis/slo_rate.h"

namespace crossfade::analysis {

std::vector<ObjectivePoint> objective_grid(const WorkloadRuns& experienced, const WorkloadRuns& undisturbed) {
  std::vector<ObjectivePoint> points;
  if (!has_slo_chunks(experienced)) return points;
  for (const double factor : objective_factors) {
    points.push_back({factor, factor != 1.0, slo_rate(experienced, factor).estimate,
                      slo_rate(undisturbed, factor).estimate});
  }
  return points;
}

}  // namespace crossfade::analysis
