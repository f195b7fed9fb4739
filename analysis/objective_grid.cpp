#include "analysis/objective_grid.h"

#include <utility>

#include "analysis/slo_rate.h"

namespace crossfade::analysis {

std::vector<ObjectivePoint> objective_grid(const WorkloadRuns& experienced, const Undisturbed& undisturbed) {
  std::vector<ObjectivePoint> points;
  if (!has_slo_chunks(experienced)) return points;
  const WorkloadRuns left = undisturbed.of(experienced);
  for (const double factor : objective_factors) {
    SloRate all = slo_rate(experienced, factor), quiet = slo_rate(left, factor);
    undisturbed.demand_blocks(all.sample, quiet.estimate, quiet.sample);
    points.push_back({factor, factor != 1.0, std::move(all.estimate), std::move(quiet.estimate)});
  }
  return points;
}

}  // namespace crossfade::analysis
