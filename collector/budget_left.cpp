#include "collector/budget_left.h"

#include "collector/process_time.h"
#include "collector/stage_time.h"

namespace crossfade::collector {

std::optional<BudgetLeft> budget_left(const Plan& plan, const results::Recording& recorded) {
  if (plan.budget_ns == 0 || plan.until_budget || plan.calibration == 0) return std::nullopt;
  const std::uint64_t spent_ns = recorded_time_ns(recorded);
  std::uint64_t stages_ns = 0;
  for (const results::Stage& stage : recorded.stages) stages_ns += stage.duration_ns;
  BudgetLeft out;
  out.left_ns = plan.budget_ns > spent_ns ? plan.budget_ns - spent_ns : 0;
  out.overhead_ns = recorded.repetitions.empty() ? assumed_overhead_ns
                                                 : (spent_ns - stages_ns) / recorded.repetitions.size();
  return out;
}

}  // namespace crossfade::collector
