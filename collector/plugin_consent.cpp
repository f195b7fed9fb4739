#include "collector/plugin_consent.h"

#include <fmt/format.h>

#include "collector/child_answer.h"
#include "collector/plan_builder.h"
#include "results/assertion.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

/// In the child: what its need() says; empty if it does not load.
std::string answer_of(const Plugin& plugin, const NeedQuestion& question) {
  const auto loaded = table_of(plugin);
  return loaded ? to_json(ask_need(**loaded, question)) : "";
}

}  // namespace

Result<NeedAnswer> need_of(const Plugin& plugin, const PlannedWorkload& planned, const Plan& plan) {
  const NeedQuestion question{effective_values(plugin, planned), plan.worker_cpus, plan.seed, plan.isa_level,
                              planned.input_path};
  const auto answer = answer_of_child(plugin.path, [&] { return answer_of(plugin, question); });
  if (!answer) return answer.error();
  auto need = need_from_json(*answer);
  if (!need) return unusable_plugin(plugin.path, "it ended when asked what it needs", "repair the plug-in");
  return *std::move(need);
}

namespace {

Result<void> check_consent(const Plugin& plugin, const PlannedWorkload& planned, const Plan& plan) {
  const auto answer = need_of(plugin, planned, plan);
  if (!answer) return answer.error();
  const auto* const said = std::get_if<NeedRefusal>(&*answer);
  if (said == nullptr) return {};
  // Its text has room for the beginning of a long path only.
  if (!said->where.empty() && planned.input_path.starts_with(said->where)) {
    return Error{ErrorKind::data, "cannot use an input",
                 fmt::format("--input {}={}", planned.name, planned.input_path), said->why, said->remedy};
  }
  return Error{ErrorKind::usage, "cannot use a workload's parameter", "--workload " + display_name(planned),
               (said->where.empty() ? "" : "'" + said->where + "': ") +
                   (said->why.empty() ? plugin.name + " refuses it and does not say why" : said->why),
               said->remedy};
}

}  // namespace

Result<void> check_plugins_consent(const Plan& plan, const PluginCatalogue& catalogue) {
  for (const PlannedWorkload& planned : plan.workloads) {
    if (planned.parameters.empty() && planned.input_path.empty()) continue;
    const Plugin* const plugin = catalogue.find(planned.name);
    CF_ASSERT(plugin != nullptr, "a plan names plug-ins of its catalogue");
    CF_TRY(check_consent(*plugin, planned, plan));
  }
  return {};
}

}  // namespace crossfade::collector
