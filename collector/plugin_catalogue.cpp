#include "collector/plugin_catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/child_answer.h"
#include "collector/plugin/left_out.h"
#include "collector/plugin/loaded_workload.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

using nlohmann::json;
using results::Result;
namespace fs = std::filesystem;

// ---- the child: looks at the plug-in and describes it as JSON ----

std::string text(const char* value) {
  return value == nullptr ? std::string{} : std::string(value);
}

json complaint(const results::Error& error) {
  return {{"kind", static_cast<int>(error.kind)},
          {"what", error.what},
          {"where", error.where},
          {"why", error.why},
          {"remedy", error.remedy}};
}

json described(const LoadedWorkload& loaded) {
  const cf_workload& table = *loaded.table;
  json parts = json::array();
  for (const fs::path& part : loaded.parts) parts.push_back(part.string());
  json parameters = json::array(), presets = json::array(), classes = json::array();
  for (std::uint32_t i = 0; i < table.n_parameters; ++i) {
    const cf_parameter& p = table.parameters[i];
    parameters.push_back({text(p.name), text(p.doc), text(p.unit), text(p.def), text(p.min), text(p.max)});
  }
  for (std::uint32_t i = 0; i < table.n_presets; ++i) {
    presets.push_back({text(table.presets[i].name), text(table.presets[i].parameters)});
  }
  for (std::uint32_t i = 0; i < table.n_classes; ++i) {
    const cf_class& c = table.classes[i];
    classes.push_back({text(c.name), c.share, c.slo_p99_ns, c.priority, c.net_in, c.net_out, c.storage_in,
                       c.storage_out, c.levels, c.pool});
  }
  NeedQuestion defaults;
  for (std::uint32_t i = 0; i < table.n_parameters; ++i)
    defaults.values.push_back(text(table.parameters[i].def));
  return {{"name", text(table.name)},
          {"version", text(table.version)},
          {"summary", text(table.summary)},
          {"seed_system", text(table.seed_system)},
          {"unit", text(table.unit)},
          {"flags", table.flags},
          {"parameters", parameters},
          {"presets", presets},
          {"classes", classes},
          {"parts", parts},
          {"need", to_json(ask_need(table, defaults))}};
}

std::string description_of(const fs::path& path, const std::vector<fs::path>& part_dirs) {
  const auto loaded = load_workload(path, part_dirs);
  const json answer = loaded ? described(*loaded) : complaint(loaded.error());
  return answer.dump(-1, ' ', false, json::error_handler_t::replace);
}

// ---- the parent ----

Plugin parsed(const fs::path& path, const json& object) {
  Plugin plugin;
  plugin.path = path;
  plugin.name = object.at("name").get<std::string>();
  plugin.version = object.at("version").get<std::string>();
  plugin.summary = object.at("summary").get<std::string>();
  plugin.seed_system = object.at("seed_system").get<std::string>();
  plugin.unit = object.at("unit").get<std::string>();
  plugin.flags = object.at("flags").get<std::uint64_t>();
  for (const json& p : object.at("parameters"))
    plugin.parameters.push_back({p.at(0), p.at(1), p.at(2), p.at(3), p.at(4), p.at(5)});
  for (const json& p : object.at("presets")) plugin.presets.push_back({p.at(0), p.at(1)});
  for (const json& c : object.at("classes")) {
    plugin.classes.push_back({c.at(0), c.at(1).is_number() ? c.at(1).get<double>() : 0.0, c.at(2), c.at(3),
                              c.at(4), c.at(5), c.at(6), c.at(7), c.at(8), c.at(9)});
  }
  for (const json& part : object.at("parts")) plugin.parts.emplace_back(part.get<std::string>());
  if (auto need = need_from_json(object.at("need").get<std::string>())) plugin.need = *std::move(need);
  if (plugin.presets.empty()) plugin.presets.push_back({"default", ""});
  return plugin;
}

Result<Plugin> look_from_outside(const fs::path& path, const std::vector<fs::path>& part_dirs) {
  const auto description = answer_of_child(path, [&] { return description_of(path, part_dirs); });
  if (!description) return description.error();
  const json object = json::parse(*description, nullptr, false);
  if (!object.is_object())
    return unusable_plugin(path, "it ended this program's look at it", "repair the plug-in");
  try {
    if (object.contains("why")) {
      return results::Error{static_cast<results::ErrorKind>(object.at("kind").get<int>()), object.at("what"),
                            object.at("where"), object.at("why"), object.at("remedy")};
    }
    return parsed(path, object);
  } catch (const std::exception& failure) {
    return unusable_plugin(path, failure.what(), "repair the plug-in");
  }
}

/// A folder that is named earlier may have its own of a name; which of two in one folder is meant, nobody
/// knows.
void take(Plugin plugin, std::size_t of_earlier_folders, PluginCatalogue& catalogue) {
  auto& known = catalogue.plugins;
  const auto first =
      std::find_if(known.begin(), known.end(), [&](const Plugin& p) { return p.name == plugin.name; });
  if (first == known.end()) {
    known.push_back(std::move(plugin));
    return;
  }
  std::error_code ignored;
  if (fs::equivalent(first->path, plugin.path, ignored)) return;  // the folder was named twice
  if (static_cast<std::size_t>(first - known.begin()) >= of_earlier_folders) {
    catalogue.problems.push_back(
        {plugin.path,
         unusable_plugin(plugin.path, fmt::format("{} is called '{}' too", first->path.string(), first->name),
                         "give each plug-in of a folder a name of its own")});
  } else if (first->instead_of.empty()) {
    first->instead_of = plugin.path;
  }
}

/// As of plug-ins: the first folder that has a workload's wins.
void take_expected_digests(const fs::path& dir, PluginCatalogue& catalogue) {
  auto rows = read_expected_digests(dir);
  if (!rows) {
    catalogue.problems.push_back({dir / expected_digests_file, rows.error()});
    return;
  }
  auto& known = catalogue.expected_digests;
  const std::size_t earlier = known.size();
  for (ExpectedDigest& row : *rows) {
    const auto end = known.begin() + static_cast<std::ptrdiff_t>(earlier);
    const bool there =
        std::any_of(known.begin(), end, [&](const auto& other) { return other.workload == row.workload; });
    if (!there) known.push_back(std::move(row));
  }
}

/// Whoever asks for one should hear why it is not there, unless another folder has it.
void take_left_out(const fs::path& dir, PluginCatalogue& catalogue) {
  for (const LeftOut& row : read_left_out(dir)) {
    if (catalogue.find(row.workload) == nullptr && catalogue.problem_of(row.workload) == nullptr)
      catalogue.problems.push_back({dir / (row.workload + ".so"), to_error(row), true});
  }
}

}  // namespace

bool Plugin::is_only_named() const {
  return (flags & CF_FLAG_ONLY_NAMED) != 0;
}

bool Plugin::is_contended() const {
  return (flags & CF_FLAG_CONTENDED) != 0;
}

bool Plugin::takes_input() const {
  return (flags & CF_FLAG_TAKES_INPUT) != 0;
}

Result<const cf_workload*> table_of(const Plugin& plugin) {
  std::vector<fs::path> folders;
  for (const fs::path& part : plugin.parts) folders.push_back(part.parent_path());
  const auto loaded = load_workload(plugin.path, folders);
  if (!loaded) return loaded.error();
  return loaded->table;
}

const Plugin* PluginCatalogue::find(std::string_view name) const {
  const auto found =
      std::find_if(plugins.begin(), plugins.end(), [name](const Plugin& p) { return p.name == name; });
  return found == plugins.end() ? nullptr : &*found;
}

const PluginProblem* PluginCatalogue::problem_of(std::string_view name) const {
  const auto found = std::find_if(problems.begin(), problems.end(),
                                  [name](const PluginProblem& p) { return p.path.stem() == name; });
  return found == problems.end() ? nullptr : &*found;
}

PluginCatalogue read_plugin_catalogue(const std::vector<fs::path>& dirs,
                                      const std::vector<fs::path>& part_dirs) {
  PluginCatalogue catalogue;
  for (const fs::path& dir : dirs) {
    take_expected_digests(dir, catalogue);
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(dir, ignored)) {
      if (is_workload_file(entry.path())) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    const std::size_t of_earlier_folders = catalogue.plugins.size();
    for (const fs::path& file : files) {
      auto plugin = look_from_outside(file, part_dirs);
      if (!plugin) {
        catalogue.problems.push_back({file, plugin.error()});
      } else {
        take(std::move(*plugin), of_earlier_folders, catalogue);
      }
    }
  }
  for (const fs::path& dir : dirs) take_left_out(dir, catalogue);
  std::sort(catalogue.plugins.begin(), catalogue.plugins.end(),
            [](const Plugin& a, const Plugin& b) { return a.name < b.name; });
  return catalogue;
}

}  // namespace crossfade::collector
