#include "collector/first_capacity.h"

#include <vector>

#include "analysis/statistics/moments.h"
#include "collector/planner.h"
#include "results/assertion.h"

namespace crossfade::collector {
namespace {

using results::Quality;
using results::Recording;
using results::Stage;
using results::StageKind;

double per_s(const Stage& stage) {
  return static_cast<double>(stage.completed) * 1e9 / static_cast<double>(stage.duration_ns);
}

/// Of those of the best quality that there is: a grid that a neighbour made too low would stay so in every
/// block.
double median_of_best(const std::vector<const Stage*>& stages) {
  for (const Quality worst : {Quality::clean, Quality::disturbed, Quality::voided}) {
    std::vector<double> good_enough;
    for (const Stage* stage : stages) {
      if (stage->quality <= worst) good_enough.push_back(per_s(*stage));
    }
    if (!good_enough.empty()) return statistics::median(good_enough);
  }
  CF_ASSERT(false, "there are stages, and each has a quality");
  return 0;
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
