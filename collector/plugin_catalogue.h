// PluginCatalogue: the workloads that can be measured here, plug-ins and mixes of them, and those that cannot
// be loaded or were left out of the build, with the reason. Each is looked at in a child process, so that a
// broken one can neither crash nor hang this.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "collector/expected_digests.h"
#include "collector/plugin_need.h"
#include "results/error.h"
#include "workloads/abi.h"

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
  std::uint32_t pool = 0;    ///< distinct requests
};

struct Plugin {
  std::filesystem::path path;
  std::string name, version, summary, seed_system, unit;
  std::uint64_t flags = 0;
  std::vector<PluginParameter> parameters;
  std::vector<PluginPreset> presets;  ///< never empty: without presets of its own a plug-in has "default"
  std::vector<PluginClass> classes;
  std::vector<std::filesystem::path> parts;  ///< of a mix: its plug-ins
  std::filesystem::path instead_of = {};     ///< of the same name in a later folder; empty = none
  /// Of the default parameters, whatever the number of workers; a refusal where it cannot say.
  NeedAnswer need = NeedRefusal{"", "it was not asked", ""};

  /// True if it is no part of a run of everything.
  bool is_only_named() const;
  /// True if its workers share written data on purpose.
  bool is_contended() const;
  /// True if the user may name a file for it to work on.
  bool takes_input() const;
};

/// Loads it, so for a child process only: a plug-in can do anything.
results::Result<const cf_workload*> table_of(const Plugin& plugin);

struct PluginProblem {
  std::filesystem::path path;
  results::Error error;
  bool left_out = false;  ///< of the build: there is no such file, and nothing is broken
};

struct PluginCatalogue {
  std::vector<Plugin> plugins;  ///< by name; the first folder that has a name wins
  std::vector<PluginProblem> problems;
  std::vector<ExpectedDigest> expected_digests = {};  ///< of all folders

  const Plugin* find(std::string_view name) const;
  /// The problem of the file NAME.so or NAME.toml, or nullptr.
  const PluginProblem* problem_of(std::string_view name) const;
};

/// The parts of a mix are looked for beside it and then in `part_dirs`: the installation's own, because the
/// measuring process knows no others.
PluginCatalogue read_plugin_catalogue(const std::vector<std::filesystem::path>& dirs,
                                      const std::vector<std::filesystem::path>& part_dirs = {});

}  // namespace crossfade::collector
