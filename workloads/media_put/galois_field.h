// GaloisField: GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1 (0x11d), of which 2 is a generator: the numbers that
// the Reed-Solomon code of media_put calculates with (erasure_code.h). From tables, byte by byte: not for
// timing.
#pragma once

#include <array>
#include <cstdint>

namespace crossfade::workloads::media_put {

class GaloisField {
 public:
  constexpr GaloisField() {
    unsigned power = 1;
    for (unsigned exponent = 0; exponent < 255; ++exponent) {
      power_[exponent] = power_[exponent + 255] = static_cast<std::uint8_t>(power);
      logarithm_[power] = static_cast<std::uint8_t>(exponent);
      power <<= 1;
      if (power > 255) {
        power ^= 0x11d;
      }
    }
  }

  constexpr std::uint8_t multiply(std::uint8_t one, std::uint8_t other) const {
    return one == 0 || other == 0 ? std::uint8_t{0} : power_[logarithm_[one] + logarithm_[other]];
  }

  /// Of a number other than 0.
  constexpr std::uint8_t inverse(std::uint8_t number) const { return power_[255 - logarithm_[number]]; }

 private:
  std::array<std::uint8_t, 510> power_{};
  std::array<std::uint8_t, 256> logarithm_{};
};

}  // namespace crossfade::workloads::media_put
