#include "analysis/percentile_curve.h"

#include <algorithm>

#include "analysis/latency.h"
#include "analysis/process_run.h"
#include "analysis/quantity.h"

namespace crossfade::analysis {
namespace {

bool fell_behind(const WorkloadRuns& runs, const StageFilter& at) {
  return std::any_of(runs.runs.begin(), runs.runs.end(), [&](const ProcessRun& run) {
    const auto stages = matching(run, at);
    return std::any_of(stages.begin(), stages.end(), [](const StageView* v) {
      return v->stage->outcome == results::StageOutcome::saturated;
    });
  });
}

bool was_measured(const WorkloadRuns& runs, const StageFilter& at) {
  return std::any_of(runs.runs.begin(), runs.runs.end(),
                     [&](const ProcessRun& run) { return !matching(run, at).empty(); });
}

}  // namespace

std::vector<PercentileCurve> percentile_curves(const std::vector<Side>& sides, const std::string& workload,
                                               double offered_per_s) {
  std::vector<PercentileCurve> curves;
  const StageFilter at{results::StageKind::load, {}, offered_per_s};
  for (const Side& side : sides) {
    const WorkloadRuns runs = process_runs(side, workload);
    if (!was_measured(runs, at)) continue;
    PercentileCurve curve;
    curve.side = side.label;
    curve.offered_per_s = offered_per_s;
    curve.saturated = fell_behind(runs, at);
    for (const double p : percentile_grid) {
      Estimate latency = quantile_estimate(runs, at, results::DistributionKind::latency, p).estimate;
      if (!latency.value) {
        curve.stops_before = p;
        curve.stops_because = latency.absent_because;
        break;
      }
      curve.points.push_back({p, std::move(latency)});
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

}  // namespace crossfade::analysis
