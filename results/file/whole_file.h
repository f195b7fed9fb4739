// A whole file in memory: read once, so that what was checked is what is used.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "results/error.h"

namespace crossfade::results::file {

/// Regular files of at most `max_bytes`. Errors carry `why` and `remedy`; the caller adds `what` and `where`.
Result<std::vector<std::byte>> read_whole_file(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace crossfade::results::file
