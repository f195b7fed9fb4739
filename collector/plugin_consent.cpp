#include "collector/plugin_consent.h"

#include <dlfcn.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "collector/child_answer.h"
#include "collector/plan_builder.h"
#include "results/assertion.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

using nlohmann::json;
using results::Error;
using results::ErrorKind;
using results::Result;

constexpr std::uint32_t never_cancelled = 0;

void take_no_note(void* /*host*/, const char* /*key*/, const char* /*value*/) {}

template <std::size_t size>
std::string text(const char (&said)[size]) {
  return {said, ::strnlen(said, size)};
}

/// In the child: what its need() says; an empty object if it takes them or does not load.
std::string answer_of(const Plugin& plugin, const std::vector<std::string>& values, const Plan& plan) {
  void* const object = ::dlopen(plugin.path.c_str(), RTLD_NOW | RTLD_LOCAL);
  using Entry = const cf_workload* (*)();
  const auto entry =
      object == nullptr ? nullptr : reinterpret_cast<Entry>(::dlsym(object, "crossfade_workload_v1"));
  const cf_workload* const table = entry == nullptr ? nullptr : entry();
  if (table == nullptr || table->need == nullptr || table->n_parameters != values.size()) return "{}";
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  cf_env env{};
  env.size = sizeof env;
  env.seed = plan.seed;
  env.parameters = pointers.data();
  env.scratch_dir = "/tmp";
  env.worker_cpu = plan.worker_cpus.data();
  env.workers = static_cast<std::uint32_t>(plan.worker_cpus.size());
  env.isa_level = plan.isa_level;
  env.cancel = &never_cancelled;
  env.note = &take_no_note;
  cf_need need{};
  need.size = sizeof need;
  cf_error said{};
  if (table->need(&env, &need, &said) == CF_OK) return "{}";
  return json{{"why", text(said.why)}, {"where", text(said.where)}, {"remedy", text(said.remedy)}}.dump(
      -1, ' ', false, json::error_handler_t::replace);
}

Result<void> check_consent(const Plugin& plugin, const PlannedWorkload& planned, const Plan& plan) {
  const std::vector<std::string> values = effective_values(plugin, planned);
  const auto answer = answer_of_child(plugin.path, [&] { return answer_of(plugin, values, plan); });
  if (!answer) return answer.error();
  const json said = json::parse(*answer, nullptr, false);
  if (!said.is_object()) return unusable_plugin(plugin.path, "it ended when asked", "repair the plug-in");
  if (said.empty()) return {};
  const auto where = said.value("where", ""), why = said.value("why", "");
  return Error{ErrorKind::usage, "cannot use a workload's parameter", "--workload " + display_name(planned),
               (where.empty() ? "" : "'" + where + "': ") +
                   (why.empty() ? plugin.name + " refuses it and does not say why" : why),
               said.value("remedy", "")};
}

}  // namespace

Result<void> check_plugins_consent(const Plan& plan, const PluginCatalogue& catalogue) {
  for (const PlannedWorkload& planned : plan.workloads) {
    if (planned.parameters.empty()) continue;
    const Plugin* const plugin = catalogue.find(planned.name);
    CF_ASSERT(plugin != nullptr, "a plan names plug-ins of its catalogue");
    CF_TRY(check_consent(*plugin, planned, plan));
  }
  return {};
}

}  // namespace crossfade::collector
