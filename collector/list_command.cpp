#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/commands.h"
#include "collector/install_layout.h"
#include "collector/plugin_catalogue.h"
#include "collector/tell.h"

namespace crossfade::collector {
namespace {

using nlohmann::json;

std::string slo_text(std::uint64_t ns) {
  if (ns < 1'000'000) return fmt::format("{} us", static_cast<double>(ns) * 1e-3);
  return fmt::format("{} ms", static_cast<double>(ns) * 1e-6);
}

std::string text_of(const Plugin& plugin) {
  std::string text = fmt::format("{} {}\n    {}\n    stands for: {}\n    one request: {}\n", plugin.name,
                                 plugin.version, plugin.summary, plugin.seed_system, plugin.unit);
  if (plugin.is_only_named())
    text += fmt::format("    measured only when named: --workload {}\n", plugin.name);
  for (const PluginClass& c : plugin.classes) {
    text += fmt::format("    class {}: {:.0f} % of requests, p99 objective {}\n", c.name, c.share * 100,
                        slo_text(c.slo_p99_ns));
  }
  for (const PluginPreset& preset : plugin.presets) {
    text += fmt::format("    preset {}{}{}\n", preset.name, preset.parameters.empty() ? "" : ": ",
                        preset.parameters);
  }
  for (const PluginParameter& p : plugin.parameters) {
    const std::string range =
        p.min.empty() && p.max.empty() ? std::string{} : fmt::format(", {} ... {}", p.min, p.max);
    text += fmt::format("    parameter {}={}{}{}{}: {}\n", p.name, p.default_value, p.unit.empty() ? "" : " ",
                        p.unit, range, p.doc);
  }
  return text;
}

std::string to_text(const PluginCatalogue& catalogue) {
  std::string text;
  for (const Plugin& plugin : catalogue.plugins) text += text_of(plugin) + "\n";
  if (catalogue.plugins.empty()) text += "No workload can be measured here.\n\n";
  for (const PluginProblem& problem : catalogue.problems) {
    text += fmt::format("cannot be used: {}\n    {}\n    what to do: {}\n", problem.path.string(),
                        problem.error.why, problem.error.remedy);
  }
  return text;
}

json to_json(const PluginCatalogue& catalogue) {
  json workloads = json::array(), problems = json::array();
  for (const Plugin& plugin : catalogue.plugins) {
    json classes = json::array(), presets = json::array(), parameters = json::array();
    for (const PluginClass& c : plugin.classes) {
      classes.push_back(
          {{"name", c.name}, {"share", c.share}, {"slo_p99_ns", c.slo_p99_ns}, {"priority", c.priority}});
    }
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
    workloads.push_back({{"name", plugin.name},
                         {"version", plugin.version},
                         {"summary", plugin.summary},
                         {"seed_system", plugin.seed_system},
                         {"unit", plugin.unit},
                         {"flags", plugin.flags},
                         {"only_when_named", plugin.is_only_named()},
                         {"path", plugin.path.string()},
                         {"classes", classes},
                         {"presets", presets},
                         {"parameters", parameters}});
  }
  for (const PluginProblem& p : catalogue.problems) {
    problems.push_back({{"path", p.path.string()}, {"why", p.error.why}, {"remedy", p.error.remedy}});
  }
  return {{"workloads", workloads}, {"problems", problems}};
}

}  // namespace

results::Result<int> list_command(const ListOptions& options, const ProgramContext& context) {
  auto layout = find_install_layout(context.program_path, context.root_override, options.workload_dirs);
  if (!layout) return layout.error();
  const PluginCatalogue catalogue = read_plugin_catalogue(layout->workload_dirs);
  if (options.json) {
    tell(context.out, "{}\n", to_json(catalogue).dump(2, ' ', false, json::error_handler_t::replace));
  } else {
    tell(context.out, "{}", to_text(catalogue));
  }
  return 0;
}

}  // namespace crossfade::collector
