// PluginCatalogue: the workloads that can be measured here, and the plug-ins that cannot be loaded, with the
// reason. A plug-in is looked at in a child process, so that a broken one can neither crash nor hang this.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "results/error.h"

namespace crossfade::collector {

struct PluginParameter {
  std::string name, doc, unit, default_value, min, max;
};
struct PluginPreset {
  std::string name, parameters;
};
struct PluginClass {
  std::string name;
  double share = 1;
  std::uint64_t slo_p99_ns = 0;
  std::uint32_t priority = 0;
  std::uint64_t net_in_bytes = 0, net_out_bytes = 0, storage_in_bytes = 0, storage_out_bytes = 0;
  std::uint32_t levels = 1;  ///< of answers
};

struct Plugin {
  std::filesystem::path path;
  std::string name, version, summary, seed_system, unit;
  std::uint64_t flags = 0;
  std::vector<PluginParameter> parameters;
  std::vector<PluginPreset> presets;  ///< never empty: without presets of its own a plug-in has "default"
  std::vector<PluginClass> classes;

  /// True if it is no part of a run of everything.
  bool is_only_named() const;
};

struct PluginProblem {
  std::filesystem::path path;
  results::Error error;
};

struct PluginCatalogue {
  std::vector<Plugin> plugins;  ///< by name; the first folder that has a name wins
  std::vector<PluginProblem> problems;

  const Plugin* find(std::string_view name) const;
  /// The problem of the file NAME.so, or nullptr.
  const PluginProblem* problem_of(std::string_view name) const;
};

PluginCatalogue read_plugin_catalogue(const std::vector<std::filesystem::path>& dirs);

}  // namespace crossfade::collector
