#include "collector/budget_left.h"

#include <algorithm>

#include "collector/process_time.h"
#include "collector/stage_time.h"

namespace crossfade::collector {

namespace {

using results::Recording;
using results::RepetitionPurpose;

std::optional<BudgetLeft> left_by_first(const Plan& plan, const Recording& recorded, std::size_t processes) {
  if (plan.budget_ns == 0 || plan.until_budget || plan.calibration == 0) return std::nullopt;
  const std::uint64_t spent_ns = recorded_time_ns(recorded, processes);
  std::uint64_t stages_ns = 0;
  for (const results::Stage& stage : recorded.stages)
    stages_ns += stage.repetition < processes ? stage.duration_ns : 0;
  BudgetLeft out;
  out.left_ns = plan.budget_ns > spent_ns ? plan.budget_ns - spent_ns : 0;
  out.overhead_ns = processes == 0 ? assumed_overhead_ns : (spent_ns - stages_ns) / processes;
  return out;
}

}  // namespace

std::optional<BudgetLeft> budget_left(const Plan& plan, const Recording& recorded) {
  return left_by_first(plan, recorded, recorded.repetitions.size());
}

std::optional<BudgetLeft> budget_left_by_blocks(const Plan& plan, const Recording& recorded) {
  const auto after = std::find_if(
      recorded.repetitions.begin(), recorded.repetitions.end(), [](const results::Repetition& r) {
        return r.purpose == RepetitionPurpose::rerun || r.purpose == RepetitionPurpose::verification;
      });
  return left_by_first(plan, recorded, static_cast<std::size_t>(after - recorded.repetitions.begin()));
}

}  // namespace crossfade::collector
