#include "collector/plan_items.h"

#include <vector>

#include "collector/seeds.h"
#include "results/assertion.h"

namespace crossfade::collector {
namespace {

using results::RepetitionPurpose;

std::uint32_t width(const Plan& plan) {
  return static_cast<std::uint32_t>(plan.workloads.size());
}

/// The workloads of a block in their order.
std::uint32_t workload_at(const Plan& plan, SeedPurpose purpose, std::uint32_t block,
                          std::uint32_t position) {
  std::vector<std::uint32_t> order(plan.workloads.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  shuffle(order, derive_seed(plan.seed, {part(purpose), block}));
  return order[position];
}

struct Section {
  RepetitionPurpose purpose;
  std::uint32_t items;
};

std::vector<Section> sections(const Plan& plan) {
  const std::uint32_t measurements = plan.blocks * width(plan);
  return {{RepetitionPurpose::calibration, plan.calibration * width(plan)},
          {RepetitionPurpose::measurement, measurements},
          {RepetitionPurpose::rerun, plan.rerun_share > 0 ? measurements : 0},
          {RepetitionPurpose::verification, plan.verify_ns > 0 ? width(plan) : 0}};
}

}  // namespace

std::uint32_t items_total(const Plan& plan) {
  std::uint32_t total = 0;
  for (const Section& section : sections(plan)) total += section.items;
  return total;
}

WorkItem item_at(const Plan& plan, std::uint32_t plan_item) {
  CF_ASSERT(plan_item < items_total(plan), "the item belongs to the plan");
  std::uint32_t place = plan_item;
  WorkItem item;
  item.plan_item = plan_item;
  for (const Section& section : sections(plan)) {
    item.purpose = section.purpose;
    if (place < section.items) break;
    place -= section.items;
  }
  item.block = place / width(plan);
  const SeedPurpose order = item.purpose == RepetitionPurpose::calibration ? SeedPurpose::calibration_order
                                                                           : SeedPurpose::block_order;
  item.workload = workload_at(plan, order, item.block, place % width(plan));
  // The inputs follow the workload's name, not its place in the list: two recordings that share a workload
  // share its data whatever else they measure.
  item.seed =
      derive_seed(plan.seed, {part(SeedPurpose::inputs), seed_part(plan.workloads[item.workload].name)});
  return item;
}

bool is_in_block(const Plan& plan, std::uint32_t workload, std::uint32_t block) {
  const std::uint64_t blocks = plan.workloads[workload].blocks;
  if (blocks == 0 || blocks >= plan.blocks) return true;
  return (block + 1) * blocks / plan.blocks > block * blocks / plan.blocks;
}

std::uint32_t measurement_of_rerun(const Plan& plan, std::uint32_t rerun_item) {
  return rerun_item - plan.blocks * width(plan);
}

}  // namespace crossfade::collector
