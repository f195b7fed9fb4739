// BitReader: the bits of an H.264 NAL unit's payload, with the emulation prevention bytes taken out, and its
// Exp-Golomb numbers (ITU-T H.264, 7.4.1 and 9.1). Reading beyond the end throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workloads/failure.h"

namespace crossfade::workloads::h264 {

class BitReader {
 public:
  /// Of a NAL unit without its start code and its first byte.
  explicit BitReader(std::span<const std::uint8_t> payload) {
    bytes_.reserve(payload.size());
    std::size_t zeros = 0;
    for (const std::uint8_t byte : payload) {
      if (zeros >= 2 && byte == 3) {
        zeros = 0;
        continue;
      }
      zeros = byte == 0 ? zeros + 1 : 0;
      bytes_.push_back(byte);
    }
  }

  std::uint32_t bit() {
    if (position_ / 8 >= bytes_.size()) {
      throw wrong("the bitstream ends too early", "a NAL unit is shorter than its fields");
    }
    const std::uint32_t value = bytes_[position_ / 8] >> (7 - position_ % 8) & 1u;
    ++position_;
    return value;
  }

  /// count <= 32
  std::uint32_t bits(std::uint32_t count) {
    std::uint32_t value = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      value = value << 1 | bit();
    }
    return value;
  }

  /// ue(v)
  std::uint32_t number() {
    std::uint32_t zeros = 0;
    while (bit() == 0) {
      if (++zeros > 31) {
        throw wrong("the bitstream is damaged", "a number has too many bits");
      }
    }
    return (1u << zeros) - 1 + bits(zeros);
  }

  /// se(v), whose value nobody here needs.
  void skip_signed() { number(); }

 private:
  std::vector<std::uint8_t> bytes_;
  std::size_t position_ = 0;
};

}  // namespace crossfade::workloads::h264
