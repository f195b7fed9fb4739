#include "results/file/chunk_codec.h"

#include <zlib.h>

#include <algorithm>

#include "results/assertion.h"

namespace crossfade::results::file {
namespace {

void shuffle(std::span<const std::byte> in, std::size_t element_bytes, std::span<std::byte> out) {
  const std::size_t n = in.size() / element_bytes;
  for (std::size_t b = 0; b < element_bytes; ++b) {
    for (std::size_t i = 0; i < n; ++i) out[b * n + i] = in[i * element_bytes + b];
  }
  std::copy(in.begin() + static_cast<std::ptrdiff_t>(n * element_bytes), in.end(),
            out.begin() + static_cast<std::ptrdiff_t>(n * element_bytes));
}

void unshuffle(std::span<const std::byte> in, std::size_t element_bytes, std::span<std::byte> out) {
  const std::size_t n = in.size() / element_bytes;
  for (std::size_t b = 0; b < element_bytes; ++b) {
    for (std::size_t i = 0; i < n; ++i) out[i * element_bytes + b] = in[b * n + i];
  }
  std::copy(in.begin() + static_cast<std::ptrdiff_t>(n * element_bytes), in.end(),
            out.begin() + static_cast<std::ptrdiff_t>(n * element_bytes));
}

bool inflate_exactly(std::span<const std::byte> in, std::span<std::byte> out) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return false;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = inflate(&stream, Z_FINISH);
  const bool exact = status == Z_STREAM_END && stream.avail_out == 0;
  return inflateEnd(&stream) == Z_OK && exact;
}

}  // namespace

std::size_t max_stored_bytes(std::size_t plain) {
  return plain + plain / 100 + 1024;
}

std::vector<std::byte> compress_chunk(std::span<const std::byte> plain, std::size_t element_bytes) {
  std::vector<std::byte> shuffled(plain.size());
  shuffle(plain, element_bytes, shuffled);
  uLongf length = compressBound(static_cast<uLong>(plain.size()));
  std::vector<std::byte> stored(length);
  const int status = compress2(reinterpret_cast<Bytef*>(stored.data()), &length,
                               reinterpret_cast<const Bytef*>(shuffled.data()),
                               static_cast<uLong>(shuffled.size()), deflate_level);
  CF_ASSERT(status == Z_OK, "zlib fails only without memory or with a buffer below its own bound");
  stored.resize(length);
  stored.shrink_to_fit();
  return stored;
}

bool decode_chunk(std::span<const std::byte> stored, Filters filters, std::size_t element_bytes,
                  std::span<std::byte> plain) {
  if (!filters.shuffle) {
    if (filters.deflate) return inflate_exactly(stored, plain);
    if (stored.size() != plain.size()) return false;
    std::copy(stored.begin(), stored.end(), plain.begin());
    return true;
  }
  std::vector<std::byte> inflated;
  if (filters.deflate) {
    inflated.resize(plain.size());
    if (!inflate_exactly(stored, inflated)) return false;
    stored = inflated;
  }
  if (stored.size() != plain.size()) return false;
  unshuffle(stored, element_bytes, plain);
  return true;
}

}  // namespace crossfade::results::file
