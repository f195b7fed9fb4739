// Build identity: which build of Crossfade measured, as facts of the recording. Versions do not tell builds
// apart: the same version may have been built from other sources, by another compiler, with other options.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "collector/install_layout.h"
#include "collector/plan.h"
#include "collector/plugin_catalogue.h"
#include "results/error.h"
#include "results/recording.h"

namespace crossfade::collector {

struct BuildRevision {
  std::string_view git;  ///< short hash, "-dirty" behind it if the tree had changes; empty = unknown
  std::string_view absent_because;  ///< why it is unknown
};
BuildRevision build_revision();

/// "sha256:" and 64 digits, as sha256sum prints them. Errors (io): it cannot be read.
results::Result<std::string> file_digest(const std::filesystem::path& file);
/// Of files one after another, as "cat FILES | sha256sum" prints it.
results::Result<std::string> files_digest(const std::vector<std::filesystem::path>& files);

/// build.revision, build.measure_digest, and build.plugin.NAME_digest of every workload of the plan; that
/// of a mix is of its file and those of its parts, in their order.
std::vector<results::EnvironmentFact> build_facts(const InstallLayout& layout, const Plan& plan,
                                                  const PluginCatalogue& catalogue);

/// A recording goes on only with the files it was begun with; one that does not name them is believed. Errors
/// (data): another file. `where` is for the message.
results::Result<void> check_same_build(const std::vector<results::EnvironmentFact>& recorded,
                                       const std::vector<results::EnvironmentFact>& now,
                                       const std::string& where);

}  // namespace crossfade::collector
