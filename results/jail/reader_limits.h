// Reader limits: what reading one file may take. A file that takes more is refused.
#pragma once

#include <chrono>
#include <cstdint>

namespace crossfade::results::jail {

struct ReaderLimits {
  std::chrono::seconds cpu{0};        ///< of the reader, for this file
  std::chrono::milliseconds wall{0};  ///< between two signs of life of the reader
  std::uint64_t memory_bytes = 0;     ///< that it asks for itself
};

/// By the length of the file: everyday ones have seconds and 512 MiB, one of 1 GiB half a minute and 1.5 GiB.
ReaderLimits reader_limits(std::uint64_t file_bytes);

}  // namespace crossfade::results::jail
