// Chunk codec: shuffle and deflate of one HDF5 chunk, done here. Writing, so that a histogram is compressed
// once and not at every publish; reading, because libhdf5 trusts a chunk to inflate to its stated size and
// reads past the buffer, or fills the memory, if it does not.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace crossfade::results::file {

inline constexpr int deflate_level = 1;

/// Byte i of every element first, then byte i + 1 ... (HDF5's shuffle filter), then zlib.
std::vector<std::byte> compress_chunk(std::span<const std::byte> plain, std::size_t element_bytes);

struct Filters {
  bool shuffle = false;
  bool deflate = false;
};

/// Decodes `stored` into exactly plain.size() bytes (chunks are never empty). False if it does not decode to
/// exactly that many.
bool decode_chunk(std::span<const std::byte> stored, Filters filters, std::size_t element_bytes,
                  std::span<std::byte> plain);

/// The most bytes a chunk of `plain` bytes can take when stored.
std::size_t max_stored_bytes(std::size_t plain);

}  // namespace crossfade::results::file
