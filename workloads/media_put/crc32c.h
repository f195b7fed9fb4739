// CRC-32C (Castagnoli; RFC 3720, appendix B.4) twice: by the plain CRC32 instruction of SSE4.2, and by a
// table of its definition, byte by byte. Both give the published values: inverted before and after.
#pragma once

#include <nmmintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace crossfade::workloads::media_put {

inline std::uint32_t crc32c_by_instruction(std::span<const std::byte> bytes) {
  std::uint64_t crc = ~0u;
  std::size_t offset = 0;
  for (; offset + 8 <= bytes.size(); offset += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + offset, 8);
    crc = _mm_crc32_u64(crc, word);
  }
  auto narrow = static_cast<std::uint32_t>(crc);
  for (; offset < bytes.size(); ++offset) {
    narrow = _mm_crc32_u8(narrow, static_cast<unsigned char>(bytes[offset]));
  }
  return ~narrow;
}

/// Not for timing.
inline std::uint32_t crc32c_by_table(std::span<const std::byte> bytes) {
  constexpr std::uint32_t reversed_polynomial = 0x82f63b78;
  static constexpr auto table = [] {
    std::array<std::uint32_t, 256> remainders{};
    for (std::uint32_t number = 0; number < remainders.size(); ++number) {
      std::uint32_t remainder = number;
      for (int bit = 0; bit < 8; ++bit) {
        remainder = remainder >> 1 ^ ((remainder & 1) != 0 ? reversed_polynomial : 0);
      }
      remainders[number] = remainder;
    }
    return remainders;
  }();
  std::uint32_t crc = ~0u;
  for (const std::byte byte : bytes) {
    crc = crc >> 8 ^ table[(crc ^ static_cast<std::uint32_t>(byte)) & 0xff];
  }
  return ~crc;
}

}  // namespace crossfade::workloads::media_put
