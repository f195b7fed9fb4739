#include "collector/counter_rotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "results/assertion.h"
#include "results/text_layout.h"

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

/// How many passes are in enough processes for an interval, and how many in one: a figure of one process says
/// little, and more than none. How many blocks fit into a budget is not known beforehand, and a calibration
/// is about other things.
struct Turns {
  std::uint32_t whole = 1;    ///< passes, the first ones
  std::uint32_t singles = 0;  ///< the ones behind these
};

Turns turns_of(const Plan& plan, std::uint32_t processes, std::uint32_t passes) {
  if (plan.until_budget || passes < 2) return {};
  const std::uint32_t others = passes - 1;
  if (processes >= blocks_of_a_pass + others) {
    const std::uint32_t whole = std::min((processes - passes) / (blocks_of_a_pass - 1), passes);
    return {whole, passes - whole};
  }
  return {1, processes > blocks_of_a_pass ? processes - blocks_of_a_pass : 0};
}

/// The passes of the first `processes` blocks.
std::vector<std::uint32_t> first_turns(const Turns& turns, std::uint32_t processes) {
  std::vector<std::uint32_t> taken;
  std::uint32_t once = turns.whole;
  const std::uint32_t end = turns.whole + turns.singles;
  // Spread between the turns of the others, so that none falls together with a time of the run.
  const std::uint32_t turns_of_others = std::max(1U, (processes - turns.singles) / blocks_of_a_turn);
  const std::uint32_t after_a_turn = (turns.singles + turns_of_others - 1) / turns_of_others;
  for (std::uint32_t turn = 0; taken.size() < processes; ++turn) {
    taken.insert(taken.end(), blocks_of_a_turn, turn % turns.whole);
    for (std::uint32_t i = 0; i < after_a_turn && once < end; ++i) taken.push_back(once++);
  }
  taken.resize(processes);
  return taken;
}

/// The pass that lacks processes for an interval first, then the one with the fewest.
std::uint32_t next_pass(const std::vector<std::uint32_t>& processes_of) {
  const auto lacks = std::find_if(processes_of.begin(), processes_of.end(),
                                  [](std::uint32_t n) { return n < blocks_of_a_pass; });
  const auto found =
      lacks != processes_of.end() ? lacks : std::min_element(processes_of.begin(), processes_of.end());
  return static_cast<std::uint32_t>(found - processes_of.begin());
}

}  // namespace

std::uint32_t pass_of(const Plan& plan, const WorkItem& item, std::uint32_t passes) {
  CF_ASSERT(passes > 0, "there is one pass at least");
  // Blocks that were added later change nothing for those before.
  const std::uint32_t blocks = plan.blocks_at_first > 0 ? plan.blocks_at_first : plan.blocks;
  const std::uint32_t processes = fewest_processes(plan, blocks);
  const std::uint64_t place = blocks_before(plan, item);
  const Turns turns = turns_of(plan, processes, passes);
  if (plan.until_budget || (turns.whole == passes && blocks == plan.blocks))
    return static_cast<std::uint32_t>(place / blocks_of_a_turn % turns.whole);
  std::vector<std::uint32_t> taken = first_turns(turns, processes);
  std::vector<std::uint32_t> processes_of(passes);
  for (const std::uint32_t pass : taken) ++processes_of[pass];
  while (taken.size() <= place) {
    taken.push_back(next_pass(processes_of));
    ++processes_of[taken.back()];
  }
  return taken[place];
}

namespace {

/// What the passes from `first` up to `end` count and none before them does.
std::vector<std::string_view> counted_first_in(const Passes& passes, std::size_t first, std::size_t end) {
  std::set<std::string_view> counted;
  std::vector<std::string_view> metrics;
  for (std::size_t pass = 0; pass < end; ++pass) {
    for (const CounterEvent& event : passes[pass]) {
      if (counted.insert(event.metric).second && pass >= first) metrics.emplace_back(event.metric);
    }
  }
  return metrics;
}

std::string are(std::uint32_t passes, const char* what) {
  return passes == 1 ? fmt::format("the {} is", what) : fmt::format("the {} {} are", what, passes);
}

}  // namespace

std::string rotation_gap(const Plan& plan, std::uint32_t blocks, const Passes& passes) {
  const auto all = static_cast<std::uint32_t>(passes.size());
  if (all < 2) return "";
  const std::uint32_t processes = fewest_processes(plan, blocks);
  const Turns turns = turns_of(plan, processes, all);
  const std::uint32_t counted = turns.whole + turns.singles;
  const auto in_one = counted_first_in(passes, turns.whole, counted);
  const auto in_none = counted_first_in(passes, counted, all);
  if (in_one.empty() && in_none.empty()) return "";
  std::string text = fmt::format("of {} passes of the counters {} in {} of {} process{} of a workload", all,
                                 are(turns.whole, "first"), counted == 1 ? processes : blocks_of_a_pass,
                                 processes, processes == 1 ? "" : "es");
  if (!in_one.empty())
    text += fmt::format(", {} in one, so that what is counted there has a value and no interval: {}",
                        are(turns.singles, "next"), fmt::join(in_one, ", "));
  if (!in_none.empty())
    text += fmt::format("; not counted {}: {}; --blocks {} would count {} once",
                        in_none.size() == 1 ? "is" : "are", fmt::join(in_none, ", "),
                        blocks_of_a_pass + all - 1, in_none.size() == 1 ? "it" : "these");
  return text + fmt::format("; --blocks {} gives everything an interval", blocks_of_a_pass * all);
}

std::string rotation_text(const Passes& passes, std::size_t width) {
  if (passes.size() < 2) return "";
  std::string text = fmt::format(
      "counters in {} passes, which take turns from block to block; a process counts one of them:\n",
      passes.size());
  for (std::size_t i = 0; i < passes.size(); ++i) {
    std::vector<std::string_view> metrics;
    for (const CounterEvent& event : passes[i]) metrics.emplace_back(event.metric);
    text += results::wrapped(fmt::format("{}", fmt::join(metrics, ", ")), width,
                             fmt::format("  {:>2}  ", i + 1), 6);
  }
  return text;
}

}  // namespace crossfade::collector
