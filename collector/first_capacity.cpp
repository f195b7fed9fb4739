#include "collector/first_capacity.h"

#include "collector/planner.h"

namespace crossfade::collector {

using results::Recording;
using results::Repetition;
using results::Stage;
using results::StageKind;

std::optional<double> first_capacity(const Plan& plan, const Recording& recorded, std::uint32_t workload,
                                     std::uint32_t before_item) {
  for (const Stage& stage : recorded.stages) {
    if (stage.kind != StageKind::capacity || stage.workers != plan.thread_counts.back()) continue;
    if (stage.outcome == results::StageOutcome::failed || stage.completed == 0 || stage.duration_ns == 0)
      continue;
    const Repetition& repetition = recorded.repetitions[stage.repetition];
    if (repetition.plan_item >= before_item || repetition.plan_item >= items_total(plan)) continue;
    if (item_at(plan, repetition.plan_item).workload != workload) continue;
    return static_cast<double>(stage.completed) * 1e9 / static_cast<double>(stage.duration_ns);
  }
  return std::nullopt;
}

}  // namespace crossfade::collector
