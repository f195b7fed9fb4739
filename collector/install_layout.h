// InstallLayout: where the measuring program and the plug-ins are, relative to the installation this program
// belongs to. The build tree has the layout of an installation. In a bundle the loader starts the program and
// hides where it is, so the bundle says so in CROSSFADE_ROOT.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/error.h"

namespace crossfade::collector {

struct InstallLayout {
  std::filesystem::path root;
  std::filesystem::path measure_program;
  std::filesystem::path measure_image;  ///< what it becomes: itself, or what the launcher of a bundle starts
  std::vector<std::filesystem::path> workload_dirs;  ///< that exist, in the order they are searched
  /// Of these, the installation's own: where the measuring process looks, too, for the parts of a mix.
  std::vector<std::filesystem::path> installed_workload_dirs;
};

/// `program` is the path of this program (/proc/self/exe); `root_override` is CROSSFADE_ROOT, empty = not
/// set. Directories given by the user come first; one that does not exist is an error.
results::Result<InstallLayout> find_install_layout(const std::filesystem::path& program,
                                                   const std::string& root_override,
                                                   const std::vector<std::string>& extra_workload_dirs);

}  // namespace crossfade::collector
