// Plug-in folders: where an installation keeps its workloads. The build tree and the bundle have the same
// layout.
#pragma once

#include <filesystem>
#include <vector>

namespace crossfade::collector {

/// Those below `root` that exist, in the order they are searched.
std::vector<std::filesystem::path> installed_plugin_folders(const std::filesystem::path& root);

}  // namespace crossfade::collector
