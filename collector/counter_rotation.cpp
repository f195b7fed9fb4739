#include "collector/counter_rotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "results/assertion.h"

namespace crossfade::collector {
namespace {

using Passes = std::vector<std::vector<CounterEvent>>;

/// Process runs below which an interval cannot be computed (analysis/sample).
constexpr std::uint32_t runs_of_an_interval = 3;

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

/// How many of `processes` open the pass.
std::uint32_t processes_of(std::uint32_t pass, std::uint32_t passes, std::uint32_t processes) {
  return pass < processes ? (processes - pass + passes - 1) / passes : 0;
}

/// In how many of `processes` each metric is counted, in the order of the passes.
std::vector<std::pair<std::string_view, std::uint32_t>> counted_in(const Passes& passes,
                                                                   std::uint32_t processes) {
  std::vector<std::pair<std::string_view, std::uint32_t>> counted;
  const auto all = static_cast<std::uint32_t>(passes.size());
  for (std::uint32_t pass = 0; pass < all; ++pass) {
    for (const CounterEvent& event : passes[pass]) {
      auto found = std::find_if(counted.begin(), counted.end(),
                                [&](const auto& one) { return one.first == event.metric; });
      if (found == counted.end()) found = counted.insert(counted.end(), {event.metric, 0});
      found->second += processes_of(pass, all, processes);
    }
  }
  return counted;
}

std::string processes_text(std::uint32_t processes) {
  return fmt::format("{} process{}", processes, processes == 1 ? "" : "es");
}

}  // namespace

std::uint32_t pass_of(const Plan& plan, const WorkItem& item, std::uint32_t passes) {
  CF_ASSERT(passes > 0, "there is one pass at least");
  return static_cast<std::uint32_t>(blocks_before(plan, item) % passes);
}

std::vector<std::string> rotation_gaps(const Plan& plan, std::uint32_t blocks, const Passes& passes) {
  if (passes.size() < 2) return {};
  const std::uint32_t processes = fewest_processes(plan, blocks);
  const auto all = static_cast<std::uint32_t>(passes.size());
  std::vector<std::string_view> never, seldom;
  for (const auto& [metric, times] : counted_in(passes, processes)) {
    if (times == 0) never.push_back(metric);
    if (times > 0 && times < runs_of_an_interval) seldom.push_back(metric);
  }
  std::vector<std::string> lines;
  if (!never.empty()) {
    lines.push_back(fmt::format(
        "with {} of a workload and {} passes of the counters these are not counted: {}; {} blocks "
        "would count all",
        processes_text(processes), all, fmt::join(never, ", "), all));
  }
  if (!seldom.empty() && processes >= runs_of_an_interval) {
    lines.push_back(fmt::format(
        "counted in fewer than {} processes of a workload, so without an interval: {}; {} blocks would give "
        "all of them one",
        runs_of_an_interval, fmt::join(seldom, ", "), runs_of_an_interval * all));
  }
  return lines;
}

std::string rotation_text(const Passes& passes) {
  if (passes.size() < 2) return "";
  std::string text = fmt::format(
      "counters in {} passes, which take turns from block to block; a process counts one of them:\n",
      passes.size());
  for (std::size_t i = 0; i < passes.size(); ++i) {
    std::vector<std::string_view> metrics;
    for (const CounterEvent& event : passes[i]) metrics.emplace_back(event.metric);
    text += fmt::format("  {:>2}  {}\n", i + 1, fmt::join(metrics, ", "));
  }
  return text;
}

}  // namespace crossfade::collector
