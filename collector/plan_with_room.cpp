#include "collector/plan_with_room.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "collector/measure/host_limits.h"
#include "collector/plan_builder.h"
#include "collector/planned_inputs.h"
#include "collector/plugin_consent.h"
#include "collector/workload_choice.h"
#include "results/assertion.h"

namespace crossfade::collector {

namespace {

/// Whoever brings a file for it wants it measured as much as who names it.
bool is_given_a_file(const std::string& workload, const RunOptions& options) {
  return std::any_of(options.inputs.begin(), options.inputs.end(),
                     [&](const std::string& text) { return text.starts_with(workload + "="); });
}

}  // namespace

results::Result<std::vector<NoRoom>> without_room(const Plan& plan, const PluginCatalogue& catalogue,
                                                  const RoomSources& sources) {
  std::vector<NoRoom> found;
  for (const PlannedWorkload& planned : plan.workloads) {
    const Plugin* const plugin = catalogue.find(planned.name);
    CF_ASSERT(plugin != nullptr, "a plan names plug-ins of its catalogue");
    const auto answer = need_of(*plugin, planned, plan);
    if (!answer) return answer.error();
    const auto* const need = std::get_if<PluginNeed>(&*answer);
    if (need == nullptr) continue;
    const auto workers = static_cast<std::uint32_t>(plan.worker_cpus.size());
    const auto fits =
        check_need(to_cf_need(*need), workers, display_name(planned), sources.proc_root, sources.shm_dir);
    if (!fits) found.push_back({planned.name, fits.error()});
  }
  return found;
}

results::Result<Choice> plan_with_room(const RunOptions& options, const Topology& topology,
                                       PluginCatalogue catalogue, const RoomSources& sources) {
  Choice choice;
  for (;;) {
    auto plan = build_plan(options, topology, catalogue);
    if (!plan) return plan.error();
    CF_TRY(plan_inputs(options.inputs, catalogue, *plan));
    CF_TRY(check_plugins_consent(*plan, catalogue));
    const auto unfit = without_room(*plan, catalogue, sources);
    if (!unfit) return unfit.error();
    if (unfit->empty()) {
      for (std::string& line : left_out_workloads(options, catalogue, *plan))
        choice.left_out.push_back(std::move(line));
      choice.plan = *std::move(plan);
      return choice;
    }
    if (!options.workloads.empty() || unfit->size() == plan->workloads.size()) return unfit->front().error;
    for (const NoRoom& each : *unfit) {
      if (is_given_a_file(each.workload, options)) return each.error;
      choice.left_out.push_back(fmt::format("{}: {}: {}", each.workload, each.error.why, each.error.remedy));
      std::erase_if(catalogue.plugins, [&](const Plugin& plugin) { return plugin.name == each.workload; });
    }
  }
}

}  // namespace crossfade::collector
