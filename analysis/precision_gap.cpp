#include "analysis/precision_gap.h"

#include <algorithm>

#include "analysis/slo_rate.h"

namespace crossfade::analysis {
namespace {

bool any_stage(const std::vector<StageView>& stages, results::StageKind kind) {
  return std::any_of(stages.begin(), stages.end(), [&](const StageView& v) { return v.stage->kind == kind; });
}

bool any_run(const WorkloadRuns& workload, std::vector<StageView> ProcessRun::*stages,
             results::StageKind kind) {
  return std::any_of(workload.runs.begin(), workload.runs.end(),
                     [&](const ProcessRun& run) { return any_stage(run.*stages, kind); });
}

std::string first_of_nothing(const WorkloadRuns& runs, std::string_view metric, bool no_rate_meets_it) {
  if (runs.runs.empty()) {
    return runs.failed_runs > 0
               ? "crossfade-report show RECORDING.h5 --log has what its processes wrote; record it again"
               : "record it: crossfade-collect run --workload NAME";
  }
  const bool is_rate = metric == "slo_rate";
  const auto kind = is_rate ? results::StageKind::slo_chunk : results::StageKind::capacity;
  if (!any_run(runs, &ProcessRun::stages, kind)) {
    if (any_run(runs, &ProcessRun::void_stages, kind))
      return "record it again while nothing else runs there; crossfade-collect doctor says what disturbs";
    return is_rate ? "record it with stages near its SLO throughput: --profile standard, or without "
                     "--slo-time none"
                   : "record it with its closed loop, as every profile of crossfade-collect run has it";
  }
  if (!is_rate) return "record it again; crossfade-report show RECORDING.h5 has what its stages lack";
  // No lack of data: other requests would be late, too.
  if (no_rate_meets_it)
    return "more recordings of this type bring none; plan by capacity, or declare an objective that it can "
           "meet, for "
           "both sides";
  return "record more requests near that rate: --budget 2h or --profile deep, for both sides";
}

}  // namespace

PrecisionGap precision_gap(const WorkloadRuns& runs, std::string_view metric, const Sample& values,
                           bool no_rate_meets_it) {
  if (values.values.empty())
    return {values.absent_because.empty() ? "there is no value" : values.absent_because,
            first_of_nothing(runs, metric, no_rate_meets_it)};
  if (!values.positive()) return {"a process run has the value 0", "record it again: what is 0 has no ratio"};
  return {"a recording has fewer than two blocks, which say nothing of how much they differ",
          "record it in 8 blocks (--blocks 8, or a --budget)"};
}

}  // namespace crossfade::analysis
