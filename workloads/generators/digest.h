// 64-bit digests (XXH3) of answers and datasets. The kernel is compiled for x86-64-v2 with the rest of the
// plug-in, so it is the same on every CPU. Detects mistakes, not malice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace crossfade::workloads {

inline std::uint64_t digest(std::span<const std::byte> bytes, std::uint64_t seed = 0) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

inline std::uint64_t digest(const void* bytes, std::size_t size, std::uint64_t seed = 0) {
  return XXH3_64bits_withSeed(bytes, size, seed);
}

}  // namespace crossfade::workloads
