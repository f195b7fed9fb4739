// Folder search: the recordings (*.h5) in a folder and in the folders below it, as a lab of many hosts leaves
// them (recordings/TYPE/HOST/). Reads names only: not what is in the files, and not whether they are
// recordings.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

#include "results/error.h"

namespace crossfade::results {

/// So that a folder named by mistake, as / or a home full of sources, ends in a message and not in minutes.
struct SearchLimits {
  std::size_t deepest = 16;            ///< folders below the one that is searched
  std::size_t most_entries = 100'000;  ///< files and folders looked at
};

struct SearchedFolder {
  std::vector<std::filesystem::path> files;  ///< sorted by their paths
  std::vector<Error> not_listed;  ///< folders below that could not be listed; what they hold is missing
};

/// Why nothing was found.
inline constexpr std::string_view no_recording_in_folder =
    "there is no *.h5 in the folder or below it (hidden folders and links to folders are not searched)";

/// Hidden folders (.NAME) and links to folders are passed over below `folder`, which may itself be either: so
/// no search goes in a circle, and nothing is found twice. Errors: io if `folder` cannot be listed; data
/// beyond a limit: a part of a folder is never taken for all of it.
Result<SearchedFolder> search_folder(const std::filesystem::path& folder, const SearchLimits& limits = {});

}  // namespace crossfade::results
