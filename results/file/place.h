// Place of a recording: whether a new one may be written under a name. Not the writing (publish.h).
#pragma once

#include <filesystem>

#include "results/error.h"
#include "results/file/file_system.h"

namespace crossfade::results::file {

/// Refuses a name that something has: a file, unless it is to be replaced, a folder, a device.
/// Errors: cannot_create.
Result<void> check_name(const std::filesystem::path& path, bool replace);

/// As `check_name`, and whether nobody else writes there and the folder takes a file: an empty one is created
/// and removed again. Errors: cannot_create.
Result<void> try_place(FileSystem& files, const std::filesystem::path& path, bool replace);

}  // namespace crossfade::results::file
