// A whole file in memory: read once, so that what was checked is what is used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "results/error.h"
#include "results/file/descriptor.h"

namespace crossfade::results::file {

struct OpenedFile {
  Descriptor descriptor;
  std::uint64_t bytes = 0;  ///< when it was opened
};

/// Regular files of at most `max_bytes`, at their beginning. Errors carry `why` and `remedy`; the caller adds
/// `what` and `where`.
Result<OpenedFile> open_regular_file(const std::filesystem::path& path, std::size_t max_bytes);

/// The next `bytes` of what is open, or fewer where it has become shorter. Errors as above.
Result<std::vector<std::byte>> read_bytes(int descriptor, std::uint64_t bytes);

/// Both.
Result<std::vector<std::byte>> read_whole_file(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace crossfade::results::file
