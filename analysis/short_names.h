// Short names: of several files the fewest last parts of their paths by which they differ. The recordings of
// a lab have one name each plan, in a folder per host: "m5-1/3fa9-look1.h5". For people; a path to open stays
// a path.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace crossfade::analysis {

/// In their order, all with the same number of parts as far as their paths have them. The same path twice has
/// the same name twice, whole.
std::vector<std::string> short_names(std::span<const std::filesystem::path> paths);

}  // namespace crossfade::analysis
