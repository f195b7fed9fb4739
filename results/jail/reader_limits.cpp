#include "results/jail/reader_limits.h"

#include "results/jail/confinement.h"

namespace crossfade::results::jail {

ReaderLimits reader_limits(std::uint64_t file_bytes) {
  constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20U;
  constexpr int slower = is_sanitized ? 10 : 1, larger = is_sanitized ? 4 : 1;
  ReaderLimits limits;
  limits.cpu = std::chrono::seconds(4 + file_bytes / (32 * mebibyte)) * slower;
  limits.wall = limits.cpu * 5;  // other programs may have the CPU
  limits.memory_bytes = (512 * mebibyte + file_bytes) * larger;
  return limits;
}

}  // namespace crossfade::results::jail
