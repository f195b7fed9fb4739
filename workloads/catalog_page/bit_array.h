// BitArray: numbers of any width up to 57 bits at any bit position, in whole pages of memory. Little-endian:
// bit n is bit n % 8 of byte n / 8. Not bounds-checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "workloads/page_memory.h"

namespace crossfade::workloads::catalog_page {

/// Bits that hold every number from 0 to `largest`, at least one.
constexpr std::uint32_t width_of(std::uint64_t largest) {
  std::uint32_t width = 1;
  while (largest >> width != 0) {
    ++width;
  }
  return width;
}

class BitArray {
 public:
  static constexpr std::uint32_t kMostBits = 57;  // what eight bytes hold from any bit of the first

  BitArray() = default;
  BitArray(std::uint64_t bits, PageSize pages) : memory_(bits / 8 + sizeof(std::uint64_t), pages) {}

  std::uint64_t read(std::uint64_t position, std::uint32_t width) const {
    std::uint64_t word;
    std::memcpy(&word, memory_.data() + position / 8, sizeof word);
    return word >> (position % 8) & mask(width);
  }

  bool test(std::uint64_t position) const {
    return (static_cast<unsigned>(memory_.data()[position / 8]) >> (position % 8) & 1) != 0;
  }

  /// The bits at the position must still be zero.
  void write(std::uint64_t position, std::uint32_t width, std::uint64_t value) {
    std::uint64_t word;
    std::memcpy(&word, memory_.data() + position / 8, sizeof word);
    word |= (value & mask(width)) << (position % 8);
    std::memcpy(memory_.data() + position / 8, &word, sizeof word);
  }

  std::span<const std::byte> bytes() const { return memory_.bytes(); }

 private:
  static std::uint64_t mask(std::uint32_t width) { return (std::uint64_t{1} << width) - 1; }

  PageMemory memory_;
};

}  // namespace crossfade::workloads::catalog_page
