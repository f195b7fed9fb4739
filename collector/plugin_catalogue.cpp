#include "collector/plugin_catalogue.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/child_answer.h"
#include "workloads/abi.h"

namespace crossfade::collector {
namespace {

using nlohmann::json;
using results::Result;
namespace fs = std::filesystem;

constexpr std::uint32_t max_rows = 4096;

// ---- the child: looks at the plug-in and describes it as JSON ----

std::string text(const char* value) {
  return value == nullptr ? std::string{} : std::string(value);
}

json complaint(std::string why, std::string remedy) {
  return {{"why", std::move(why)}, {"remedy", std::move(remedy)}};
}

json described(const cf_workload& table) {
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
                       c.storage_out, c.levels});
  }
  return {{"name", text(table.name)},
          {"version", text(table.version)},
          {"summary", text(table.summary)},
          {"seed_system", text(table.seed_system)},
          {"unit", text(table.unit)},
          {"flags", table.flags},
          {"parameters", parameters},
          {"presets", presets},
          {"classes", classes}};
}

json look_at(const fs::path& path) {
  void* const object = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (object == nullptr) {
    return complaint(text(dlerror()), "install the library it needs, or build it for this machine");
  }
  using Entry = const cf_workload* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(object, "crossfade_workload_v1"));
  if (entry == nullptr) {
    return complaint("it does not export crossfade_workload_v1()",
                     "remove it if it is not a workload of Crossfade");
  }
  const cf_workload* const table = entry();
  if (table == nullptr) return complaint("crossfade_workload_v1() returned nothing", "repair the plug-in");
  if (table->abi != CF_ABI_VERSION) {
    return complaint(fmt::format("it was built for ABI version {}, this program has version {}", table->abi,
                                 CF_ABI_VERSION),
                     "rebuild it against workloads/abi.h of this Crossfade");
  }
  if (table->size < sizeof(cf_workload) || table->n_parameters > max_rows || table->n_presets > max_rows ||
      table->n_classes > max_rows || table->n_classes == 0 || table->name == nullptr) {
    return complaint("its table is too small or not filled in",
                     "rebuild it against workloads/abi.h of this Crossfade");
  }
  return described(*table);
}

std::string description_of(const fs::path& path) {
  try {
    return look_at(path).dump(-1, ' ', false, json::error_handler_t::replace);
  } catch (const std::exception& failure) {
    return complaint(failure.what(), "repair the plug-in")
        .dump(-1, ' ', true, json::error_handler_t::replace);
  }
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
                              c.at(4), c.at(5), c.at(6), c.at(7), c.at(8)});
  }
  if (plugin.presets.empty()) plugin.presets.push_back({"default", ""});
  return plugin;
}

Result<Plugin> look_from_outside(const fs::path& path) {
  const auto description = answer_of_child(path, [&path] { return description_of(path); });
  if (!description) return description.error();
  const json object = json::parse(*description, nullptr, false);
  if (!object.is_object())
    return unusable_plugin(path, "it ended this program's look at it", "repair the plug-in");
  try {
    if (object.contains("why")) return unusable_plugin(path, object.at("why"), object.at("remedy"));
    return parsed(path, object);
  } catch (const std::exception& failure) {
    return unusable_plugin(path, failure.what(), "repair the plug-in");
  }
}

}  // namespace

bool Plugin::is_only_named() const {
  return (flags & CF_FLAG_ONLY_NAMED) != 0;
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

PluginCatalogue read_plugin_catalogue(const std::vector<fs::path>& dirs) {
  PluginCatalogue catalogue;
  for (const fs::path& dir : dirs) {
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(dir, ignored)) {
      if (entry.path().extension() == ".so") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      auto plugin = look_from_outside(file);
      if (!plugin) {
        catalogue.problems.push_back({file, plugin.error()});
      } else if (catalogue.find(plugin->name) == nullptr) {
        catalogue.plugins.push_back(std::move(*plugin));
      }
    }
  }
  std::sort(catalogue.plugins.begin(), catalogue.plugins.end(),
            [](const Plugin& a, const Plugin& b) { return a.name < b.name; });
  return catalogue;
}

}  // namespace crossfade::collector
