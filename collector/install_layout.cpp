#include "collector/install_layout.h"

#include <system_error>

#include "collector/plugin/plugin_folders.h"

namespace crossfade::collector {

using results::Error;
using results::ErrorKind;
namespace fs = std::filesystem;

results::Result<InstallLayout> find_install_layout(const fs::path& program, const std::string& root_override,
                                                   const std::vector<std::string>& extra_workload_dirs) {
  std::error_code ignored;
  InstallLayout layout;
  layout.root = root_override.empty() ? program.parent_path().parent_path() : fs::path(root_override);
  layout.measure_program = layout.root / "libexec/crossfade/crossfade-measure";
  if (!fs::is_regular_file(layout.measure_program, ignored)) {
    return Error{ErrorKind::unavailable, "cannot find the measuring program", layout.measure_program.string(),
                 "there is no such file",
                 root_override.empty() ? "install Crossfade completely, or set CROSSFADE_ROOT to where it is"
                                       : "set CROSSFADE_ROOT to the folder that holds bin/ and libexec/"};
  }
  // In a bundle that is a launcher, the same in every build.
  const fs::path real = layout.root / "real/crossfade-measure";
  layout.measure_image = fs::is_regular_file(real, ignored) ? real : layout.measure_program;
  for (const std::string& extra : extra_workload_dirs) {
    if (!fs::is_directory(extra, ignored)) {
      return Error{ErrorKind::usage, "cannot use the folder of workloads", "--workload-dir " + extra,
                   "there is no such folder", "name a folder that holds plug-ins (*.so)"};
    }
    layout.workload_dirs.emplace_back(extra);
  }
  layout.installed_workload_dirs = installed_plugin_folders(layout.root);
  layout.workload_dirs.insert(layout.workload_dirs.end(), layout.installed_workload_dirs.begin(),
                              layout.installed_workload_dirs.end());
  return layout;
}

}  // namespace crossfade::collector
