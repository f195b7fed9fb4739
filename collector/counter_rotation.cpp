#include "collector/counter_rotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "results/assertion.h"

namespace crossfade::collector {
namespace {

using Passes = std::vector<std::vector<CounterEvent>>;

/// Two recordings in turn go first by turns, A B then B A: a pass that kept for two blocks has either first.
constexpr std::uint32_t blocks_of_a_turn = 2;
/// Two whole turns: an interval takes three process runs (analysis/sample).
constexpr std::uint32_t blocks_of_a_pass = 2 * blocks_of_a_turn;

/// How many of the workload's blocks come before this one.
std::uint64_t blocks_before(const Plan& plan, const WorkItem& item) {
  const std::uint64_t own = plan.workloads[item.workload].blocks;
  const bool in_all =
      item.purpose == results::RepetitionPurpose::calibration || own == 0 || own >= plan.blocks;
  return in_all ? item.block : item.block * own / plan.blocks;
}

std::uint32_t fewest_processes(const Plan& plan, std::uint32_t blocks) {
  std::uint32_t fewest = blocks;
  for (const PlannedWorkload& workload : plan.workloads) {
    if (workload.blocks > 0) fewest = std::min(fewest, workload.blocks);
  }
  return fewest;
}

/// So many that each is in enough processes for an interval: a figure of one process says little. How many
/// blocks fit into a budget is not known beforehand, and a calibration is about other things.
std::uint32_t in_turn(const Plan& plan, std::uint32_t blocks, std::uint32_t passes) {
  if (plan.until_budget) return 1;
  return std::clamp(fewest_processes(plan, blocks) / blocks_of_a_pass, 1U, passes);
}

}  // namespace

std::uint32_t pass_of(const Plan& plan, const WorkItem& item, std::uint32_t passes) {
  CF_ASSERT(passes > 0, "there is one pass at least");
  // Blocks that were added later change nothing for those before.
  const std::uint32_t blocks = plan.blocks_at_first > 0 ? plan.blocks_at_first : plan.blocks;
  return static_cast<std::uint32_t>(blocks_before(plan, item) / blocks_of_a_turn %
                                    in_turn(plan, blocks, passes));
}

std::string rotation_gap(const Plan& plan, std::uint32_t blocks, const Passes& passes) {
  const auto all = static_cast<std::uint32_t>(passes.size());
  if (all < 2) return "";
  const std::uint32_t used = in_turn(plan, blocks, all);
  std::set<std::string_view> counted;
  std::vector<std::string_view> never;
  for (std::uint32_t pass = 0; pass < all; ++pass) {
    for (const CounterEvent& event : passes[pass]) {
      if (counted.insert(event.metric).second && pass >= used) never.emplace_back(event.metric);
    }
  }
  if (never.empty()) return "";
  const std::uint32_t processes = fewest_processes(plan, blocks);
  return fmt::format(
      "of {} passes of the counters {} with {} process{} of a workload, so that each is in {} and has an "
      "interval; {} blocks would also count {}",
      all, used == 1 ? "the first is counted" : fmt::format("the first {} are counted", used), processes,
      processes == 1 ? "" : "es", blocks_of_a_pass, blocks_of_a_pass * all, fmt::join(never, ", "));
}

std::string rotation_text(const Passes& passes) {
  if (passes.size() < 2) return "";
  std::string text =
      fmt::format("counters in {} passes, which take turns every two blocks; a process counts one of them:\n",
                  passes.size());
  for (std::size_t i = 0; i < passes.size(); ++i) {
    std::vector<std::string_view> metrics;
    for (const CounterEvent& event : passes[i]) metrics.emplace_back(event.metric);
    text += fmt::format("  {:>2}  {}\n", i + 1, fmt::join(metrics, ", "));
  }
  return text;
}

}  // namespace crossfade::collector
