#include "results/file/superblock.h"

#include <algorithm>
#include <array>

#include "results/file/metadata_checksum.h"

namespace crossfade::results::file {
namespace {

constexpr std::array<std::uint8_t, 8> signature{0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
constexpr std::size_t checked_bytes = 44;  // of a superblock of version 2 or 3 with 8-byte addresses

std::uint8_t byte_at(std::span<const std::byte> bytes, std::size_t i) {
  return std::to_integer<std::uint8_t>(bytes[i]);
}

template <class Integer>
Integer little_endian(std::span<const std::byte> bytes, std::size_t offset) {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value = static_cast<Integer>(value | Integer{byte_at(bytes, offset + i)} << (8U * i));
  }
  return value;
}

}  // namespace

bool has_signature(std::span<const std::byte> bytes) {
  const std::size_t n = std::min(bytes.size(), signature.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (byte_at(bytes, i) != signature[i]) return false;
  }
  return n > 0;
}

std::optional<std::uint64_t> stated_end(std::span<const std::byte> bytes) {
  if (bytes.size() < 64 || !has_signature(bytes)) return std::nullopt;
  const std::uint8_t version = byte_at(bytes, 8);
  if (version >= 2) return little_endian<std::uint64_t>(bytes, 28);
  return little_endian<std::uint64_t>(bytes, version == 1 ? 44 : 40);
}

void repair_superblock(std::span<std::byte> image) {
  if (image.size() < checked_bytes + 4 || !has_signature(image)) return;
  if (byte_at(image, 8) < 2 || byte_at(image, 9) != 8) return;
  image[11] = std::byte{0};
  const std::uint32_t sum = metadata_checksum(image.first(checked_bytes));
  for (std::size_t i = 0; i < 4; ++i) image[checked_bytes + i] = static_cast<std::byte>(sum >> (8U * i));
}

}  // namespace crossfade::results::file
