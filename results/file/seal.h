// Seal: the 64 bytes after the end of the HDF5 file, with the digest of everything before them. HDF5 and all
// its readers ignore bytes there; whoever rewrites the file drops them. XXH3-128 finds damage, not forgery.
// Layout, little endian: 8 bytes magic, u32 version, u32 zero, u64 length of the payload, 16 bytes XXH3-128
// in canonical order (what `xxhsum -H2` prints), 24 bytes zero.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "results/error.h"
#include "results/recording_reader.h"

namespace crossfade::results::file {

inline constexpr std::size_t seal_bytes = 64;

/// Appends the seal of what is in `image`.
void append_seal(std::vector<std::byte>& image);

struct CheckedPayload {
  std::span<const std::byte> payload;  ///< the HDF5 file
  Seal seal = Seal::intact;
};
/// Takes the whole file apart, or says in the error's `why` and `remedy` what is wrong with it: no HDF5 file,
/// truncated, damaged. The caller adds `what` and `where`.
Result<CheckedPayload> check_seal(std::span<const std::byte> file);

}  // namespace crossfade::results::file
