#include "collector/first_capacity.h"

#include <vector>

#include "analysis/statistics/moments.h"
#include "collector/planner.h"

namespace crossfade::collector {
namespace {

using results::Quality;
using results::Recording;
using results::Stage;
using results::StageKind;

double per_s(const Stage& stage) {
  return static_cast<double>(stage.completed) * 1e9 / static_cast<double>(stage.duration_ns);
}

/// Of those that are usable, else of all.
double median_of_best(const std::vector<const Stage*>& stages) {
  std::vector<double> usable, all;
  for (const Stage* stage : stages) {
    all.push_back(per_s(*stage));
    if (stage->quality != Quality::voided) usable.push_back(all.back());
  }
  return statistics::median(usable.empty() ? all : usable);
}

}  // namespace

std::optional<double> first_capacity(const Plan& plan, const Recording& recorded, std::uint32_t workload,
                                     std::uint32_t before_item) {
  std::vector<const Stage*> slices;
  for (const Stage& stage : recorded.stages) {
    if (stage.kind != StageKind::capacity || stage.workers != plan.thread_counts.back()) continue;
    if (stage.outcome == results::StageOutcome::failed || stage.completed == 0 || stage.duration_ns == 0)
      continue;
    const std::uint32_t item = recorded.repetitions[stage.repetition].plan_item;
    if (item >= before_item || item >= items_total(plan)) continue;
    if (item_at(plan, item).workload != workload) continue;
    if (!slices.empty() && slices.front()->repetition != stage.repetition) break;
    slices.push_back(&stage);
  }
  if (slices.empty()) return std::nullopt;
  return median_of_best(slices);
}

}  // namespace crossfade::collector
