#include "collector/plugin/plugin_folders.h"

#include <system_error>

#ifndef CROSSFADE_LIBDIR
#define CROSSFADE_LIBDIR "lib"
#endif

namespace crossfade::collector {

namespace fs = std::filesystem;

std::vector<fs::path> installed_plugin_folders(const fs::path& root) {
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const char* libraries : {"lib", CROSSFADE_LIBDIR, "lib64"}) {
    const fs::path folder = root / libraries / "crossfade/workloads";
    const bool known = !folders.empty() && folders.back() == folder;
    if (!known && fs::is_directory(folder, ignored)) folders.push_back(folder);
  }
  return folders;
}

}  // namespace crossfade::collector
