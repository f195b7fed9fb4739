// Metadata checksum: what HDF5 writes behind each of its pieces of metadata, Bob Jenkins' hash of 2006
// ("lookup3", hashlittle with seed 0). Of any length. It finds damage and no forgery.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace crossfade::results::file {

inline std::uint32_t metadata_checksum(std::span<const std::byte> bytes) {
  // Four bytes, little endian; what lies behind the end counts as 0.
  const auto word = [bytes](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4 && at + i < bytes.size(); ++i)
      value |= std::to_integer<std::uint32_t>(bytes[at + i]) << (8U * i);
    return value;
  };
  std::uint32_t a = 0xDEADBEEFU + static_cast<std::uint32_t>(bytes.size()), b = a, c = a;
  std::size_t at = 0;
  for (; bytes.size() - at > 12; at += 12) {
    a += word(at), b += word(at + 4), c += word(at + 8);
    a = (a - c) ^ std::rotl(c, 4), c += b;
    b = (b - a) ^ std::rotl(a, 6), a += c;
    c = (c - b) ^ std::rotl(b, 8), b += a;
    a = (a - c) ^ std::rotl(c, 16), c += b;
    b = (b - a) ^ std::rotl(a, 19), a += c;
    c = (c - b) ^ std::rotl(b, 4), b += a;
  }
  if (at == bytes.size()) return c;
  a += word(at), b += word(at + 4), c += word(at + 8);
  c = (c ^ b) - std::rotl(b, 14);
  a = (a ^ c) - std::rotl(c, 11);
  b = (b ^ a) - std::rotl(a, 25);
  c = (c ^ b) - std::rotl(b, 16);
  a = (a ^ c) - std::rotl(c, 4);
  b = (b ^ a) - std::rotl(a, 14);
  return (c ^ b) - std::rotl(b, 24);
}

}  // namespace crossfade::results::file
