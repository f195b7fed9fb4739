#include "collector/block_budget.h"

#include <algorithm>
#include <vector>

#include "collector/outlook.h"
#include "collector/plan_items.h"
#include "collector/process_time.h"
#include "collector/stage_time.h"

namespace crossfade::collector {
namespace {

using results::Recording;

std::uint64_t stages_of_block_ns(const Plan& plan) {
  std::uint64_t total_ns = 0;
  for (std::uint32_t w = 0; w < plan.workloads.size(); ++w) {
    WorkItem item;
    item.workload = w;
    total_ns += stage_time_ns(plan, {}, item);
  }
  return total_ns;
}

struct Spent {
  std::uint64_t complete_ns = 0;  ///< in complete blocks
  std::uint32_t begun = 0;        ///< blocks
};

Spent spent(const Plan& plan, const Recording& recorded, std::uint32_t complete_blocks) {
  Spent out;
  const auto times_ns = process_times_ns(recorded);
  for (std::uint32_t i = 0; i < recorded.repetitions.size(); ++i) {
    if (recorded.repetitions[i].plan_item >= items_total(plan)) continue;  // not of this plan
    const WorkItem item = item_at(plan, recorded.repetitions[i].plan_item);
    if (item.purpose != results::RepetitionPurpose::measurement) continue;
    out.begun = std::max(out.begun, item.block + 1);
    if (item.block < complete_blocks) out.complete_ns += times_ns[i];
  }
  return out;
}

}  // namespace

std::vector<std::uint64_t> further_processes_ns(const Plan& plan, const Recording& recorded) {
  struct Processes {
    std::uint64_t total_ns = 0, count = 0;
  };
  std::vector<Processes> measured(plan.workloads.size());
  const auto times_ns = process_times_ns(recorded);
  for (std::size_t i = 0; i < times_ns.size(); ++i) {
    const results::Repetition& repetition = recorded.repetitions[i];
    if (repetition.purpose != results::RepetitionPurpose::measurement ||
        repetition.outcome != results::RepetitionOutcome::ok || repetition.plan_item >= items_total(plan))
      continue;
    Processes& of_workload = measured[item_at(plan, repetition.plan_item).workload];
    of_workload.total_ns += times_ns[i];
    ++of_workload.count;
  }
  std::vector<std::uint64_t> processes_ns;
  for (std::uint32_t w = 0; w < measured.size(); ++w)
    processes_ns.push_back(measured[w].count > 0 ? measured[w].total_ns / measured[w].count
                                                 : calibrated_process_ns(plan, recorded, w));
  return processes_ns;
}

std::uint64_t further_block_ns(const Plan& plan, const std::vector<std::uint64_t>& processes_ns,
                               std::uint32_t block) {
  std::uint64_t total_ns = 0;
  for (std::uint32_t w = 0; w < processes_ns.size(); ++w)
    total_ns += is_in_block(plan, w, block) ? processes_ns[w] : 0;
  return total_ns;
}

std::uint32_t further_blocks(const Plan& plan, const std::vector<std::uint64_t>& processes_ns,
                             std::uint32_t begun, std::uint64_t left_ns) {
  std::uint32_t further = 0;
  for (std::uint32_t block = begun; block < plan.blocks; ++block, ++further) {
    const std::uint64_t block_ns = further_block_ns(plan, processes_ns, block);
    if (block_ns > left_ns) break;
    left_ns -= block_ns;
  }
  return further;
}

std::uint64_t assumed_block_ns(const Plan& plan) {
  return plan.workloads.size() * assumed_overhead_ns + stages_of_block_ns(plan);
}

std::uint32_t most_blocks_in(const Plan& plan, std::uint64_t budget_ns) {
  constexpr std::uint64_t most = 10'000;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(budget_ns / stages_of_block_ns(plan), 1, most));
}

std::uint32_t blocks_in_budget(const Plan& plan, const Recording& recorded, std::uint32_t complete_blocks) {
  if (!plan.until_budget) return plan.blocks;
  const auto [complete_ns, begun] = spent(plan, recorded, complete_blocks);
  const bool known = complete_blocks > 0 && complete_ns > 0;
  const std::uint64_t block_ns = known ? complete_ns / complete_blocks : assumed_block_ns(plan);
  const std::uint64_t fitting = plan.budget_ns / std::max<std::uint64_t>(block_ns, 1);
  const std::uint32_t fewest = std::max<std::uint32_t>(begun, 1);
  return static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>(fitting, fewest, std::max(fewest, plan.blocks)));
}

}  // namespace crossfade::collector
