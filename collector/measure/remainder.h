// Remainder: of divisions by one number, by multiplication with its reciprocal, because a 64-bit division
// takes tens of cycles on Skylake-SP and Cascade Lake and would lie between two requests. Exact for every
// value.
#pragma once

#include <cstdint>

namespace crossfade::collector {

class Remainder {
 public:
  /// divisor: at least 1.
  explicit Remainder(std::uint64_t divisor) : divisor_(divisor), reciprocal_(UINT64_MAX / divisor) {}

  std::uint64_t of(std::uint64_t value) const {
    __extension__ using Product = unsigned __int128;
    // reciprocal >= 2^64 / divisor - 1 and value < 2^64: the quotient, or one less.
    const auto quotient = static_cast<std::uint64_t>((Product{value} * reciprocal_) >> 64U);
    const std::uint64_t remainder = value - quotient * divisor_;
    return remainder >= divisor_ ? remainder - divisor_ : remainder;
  }

 private:
  std::uint64_t divisor_, reciprocal_;
};

}  // namespace crossfade::collector
