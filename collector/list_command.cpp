#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "collector/commands.h"
#include "collector/fork_launcher.h"
#include "collector/host/topology.h"
#include "collector/install_layout.h"
#include "collector/measure/capability_names.h"
#include "collector/plan_builder.h"
#include "collector/plugin_catalogue.h"
#include "collector/runtime_facts.h"
#include "collector/stop_request.h"
#include "collector/suite_order.h"
#include "collector/tell.h"
#include "collector/workload_facts.h"

namespace crossfade::collector {
namespace {

using nlohmann::json;

/// What a workload reports when it is prepared here; nullopt = nobody asked.
using Probe = std::function<std::optional<RuntimeFacts>(const Plugin&)>;

std::uint64_t monotonic_ns() {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch() /
                                    std::chrono::nanoseconds(1));
}

std::string text_of(const Plugin& plugin, const std::vector<ExpectedDigest>& digests,
                    const std::optional<RuntimeFacts>& here) {
  std::string text = fmt::format("{} {}\n    {}\n", plugin.name, plugin.version, plugin.summary);
  std::vector<WorkloadFact> facts = workload_facts(plugin, digests);
  if (here) {
    const auto more = runtime_fact_texts(*here);
    facts.insert(facts.end(), more.begin(), more.end());
  }
  for (const WorkloadFact& fact : facts) text += fmt::format("    {}: {}\n", fact.label, fact.text);
  return text;
}

std::string problems_text(const PluginCatalogue& catalogue) {
  std::string text;
  if (catalogue.plugins.empty()) text += "No workload can be measured here.\n\n";
  for (const PluginProblem& problem : catalogue.problems) {
    // Of a mix that says which line.
    text += fmt::format("cannot be used: {}\n    {}\n    what to do: {}\n", problem.error.where,
                        problem.error.why, problem.error.remedy);
  }
  return text;
}

json class_json(const PluginClass& c) {
  return {{"name", c.name},
          {"share", c.share},
          {"slo_p99_ns", c.slo_p99_ns},
          {"priority", c.priority},
          {"levels", c.levels},
          {"pool", c.pool},
          {"network_in_bytes", c.net_in_bytes},
          {"network_out_bytes", c.net_out_bytes},
          {"storage_in_bytes", c.storage_in_bytes},
          {"storage_out_bytes", c.storage_out_bytes}};
}

/// What is not known is absent, with the reason.
json need_json(const NeedAnswer& answer) {
  if (const auto* const refusal = std::get_if<NeedRefusal>(&answer)) {
    json absent;
    absent["absent_because"] = refusal->why.empty() ? "it does not say" : refusal->why;
    return absent;
  }
  const auto& need = std::get<PluginNeed>(answer);
  return {{"shared_bytes", need.shared_bytes},
          {"per_worker_bytes", need.per_worker_bytes},
          {"shm_bytes", need.shm_bytes},
          {"capabilities", capability_names(need.capabilities)},
          {"library_threads", need.library_threads}};
}

json here_json(const RuntimeFacts& here) {
  if (!here.why_not.empty()) {
    json absent;  // of one pair in braces compilers make different things
    absent["absent_because"] = here.why_not;
    return absent;
  }
  json libraries = json::array();
  for (const results::Library& library : here.libraries) {
    libraries.push_back(
        {{"name", library.name}, {"version", library.version}, {"code_path", library.isa_path}});
  }
  return {{"libraries", libraries}, {"dataset_digest", here.dataset_digest}, {"prepare_ns", here.prepare_ns}};
}

json plugin_json(const Plugin& plugin, const std::vector<ExpectedDigest>& digests,
                 const std::optional<RuntimeFacts>& here) {
  json classes = json::array(), presets = json::array(), parameters = json::array();
  for (const PluginClass& c : plugin.classes) classes.push_back(class_json(c));
  for (const PluginPreset& p : plugin.presets)
    presets.push_back({{"name", p.name}, {"parameters", p.parameters}});
  for (const PluginParameter& p : plugin.parameters) {
    parameters.push_back({{"name", p.name},
                          {"doc", p.doc},
                          {"unit", p.unit},
                          {"default", p.default_value},
                          {"min", p.min},
                          {"max", p.max}});
  }
  json row = {{"name", plugin.name},
              {"version", plugin.version},
              {"summary", plugin.summary},
              {"seed_system", plugin.seed_system},
              {"unit", plugin.unit},
              {"flags", plugin.flags},
              {"answers", flag_texts(plugin.flags)},
              {"only_when_named", plugin.is_only_named()},
              {"takes_input", plugin.takes_input()},
              {"in_profile_quick", is_representative(plugin.name)},
              {"path", plugin.path.string()},
              {"parts", part_names(plugin)},
              {"classes", classes},
              {"presets", presets},
              {"parameters", parameters},
              {"needs", need_json(plugin.need)},
              {"libraries", library_names(plugin, digests)}};
  if (here) row["here"] = here_json(*here);
  return row;
}

json to_json(const PluginCatalogue& catalogue, const Probe& probe) {
  json workloads = json::array(), problems = json::array();
  for (const Plugin& plugin : catalogue.plugins)
    workloads.push_back(plugin_json(plugin, catalogue.expected_digests, probe(plugin)));
  for (const PluginProblem& p : catalogue.problems) {
    problems.push_back({{"path", p.path.string()}, {"why", p.error.why}, {"remedy", p.error.remedy}});
  }
  return {{"workloads", workloads}, {"problems", problems}};
}

void print(const ListOptions& options, const ProgramContext& context, const PluginCatalogue& catalogue,
           const Probe& probe) {
  if (options.json) {
    const json listed = to_json(catalogue, probe);
    tell(context.out, "{}\n", listed.dump(2, ' ', false, json::error_handler_t::replace));
    return;
  }
  for (const Plugin& plugin : catalogue.plugins) {
    tell(context.out, "{}\n", text_of(plugin, catalogue.expected_digests, probe(plugin)));
    (void)std::fflush(context.out);
  }
  tell(context.out, "{}", problems_text(catalogue));
}

/// Of all that were found, those that were named. Errors: of a name that is not known or cannot be used.
results::Result<PluginCatalogue> only(const std::vector<std::string>& names, PluginCatalogue catalogue) {
  if (names.empty()) return catalogue;
  std::vector<Plugin> chosen;
  for (const std::string& name : names) {
    const auto planned = parse_workload(name, catalogue);
    if (!planned) {
      results::Error error = planned.error();
      if (error.kind == results::ErrorKind::usage) error.where = "crossfade-collect list " + name;
      return error;
    }
    chosen.push_back(*catalogue.find(planned->name));
  }
  catalogue.plugins = std::move(chosen);
  catalogue.problems.clear();
  return catalogue;
}

}  // namespace

results::Result<int> list_command(const ListOptions& options, const ProgramContext& context) {
  auto layout = find_install_layout(context.program_path, context.root_override, options.workload_dirs);
  if (!layout) return layout.error();
  const auto catalogue =
      only(options.names, read_plugin_catalogue(layout->workload_dirs, layout->installed_workload_dirs));
  if (!catalogue) return catalogue.error();
  if (!options.probe) {
    print(options, context, *catalogue, [](const Plugin&) { return std::nullopt; });
    return 0;
  }
  const auto topology = read_topology();
  if (!topology) return topology.error();
  const SignalStopRequest stop;
  ForkLauncher launcher(layout->measure_program, stop.wake_fd());
  const ProbeParts parts{launcher, stop, monotonic_ns, topology->worker_order.front()};
  print(options, context, *catalogue, [&](const Plugin& plugin) -> std::optional<RuntimeFacts> {
    if (stop.requested()) return std::nullopt;
    return probe_workload(parts, plugin);
  });
  return stop.requested() ? static_cast<int>(results::ErrorKind::interrupted) : 0;
}

}  // namespace crossfade::collector
