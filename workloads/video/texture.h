// Texture: value noise of three octaves that repeats in both directions: what a camera pans over. Integer
// arithmetic only, so it is the same on every CPU.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "workloads/generators/random.h"

namespace crossfade::workloads::video {

class Texture {
 public:
  static constexpr std::uint32_t kWidth = 1024, kHeight = 512;  // powers of two: positions wrap by a mask

  /// contrast: of 256; the mean of the samples stays near 126. Fine detail comes with the smaller cells.
  Texture(Random& random, std::uint32_t contrast, std::uint32_t detail)
      : samples_(std::size_t{kWidth} * kHeight) {
    std::array<std::uint8_t, std::size_t{kCells} * kCells> lattice;
    for (std::uint8_t& corner : lattice) {
      corner = static_cast<std::uint8_t>(random.below(256));
    }
    const std::uint32_t middle = detail * 2, fine = detail;
    for (std::uint32_t y = 0; y < kHeight; ++y) {
      for (std::uint32_t x = 0; x < kWidth; ++x) {
        const std::uint32_t sum =
            noise(lattice, x, y, 6) * 20 + noise(lattice, x, y, 4) * middle + noise(lattice, x, y, 2) * fine;
        const auto around_zero = static_cast<std::int32_t>(sum / (20 + middle + fine)) - 128;
        const std::int32_t sample = 126 + around_zero * static_cast<std::int32_t>(contrast) / 256;
        samples_[std::size_t{y} * kWidth + x] = static_cast<std::uint8_t>(std::clamp(sample, 0, 255));
      }
    }
  }

  /// The row, of kWidth samples, at a height that wraps.
  const std::uint8_t* row(std::uint32_t y) const {
    return samples_.data() + std::size_t{y & (kHeight - 1)} * kWidth;
  }

 private:
  static constexpr std::uint32_t kCells = 64;

  /// Between the four corners of a cell of 2^shift samples, 0 to 255.
  static std::uint32_t noise(const std::array<std::uint8_t, std::size_t{kCells} * kCells>& lattice,
                             std::uint32_t x, std::uint32_t y, std::uint32_t shift) {
    // The lattice has fewer cells than the texture where cells are small, and more where they are large.
    const std::uint32_t across = std::min(kWidth >> shift, kCells) - 1;
    const std::uint32_t down = std::min(kHeight >> shift, kCells) - 1;  // masks: all are powers of two
    const std::uint32_t left = x >> shift, top = y >> shift, side = 1u << shift;
    const auto corner = [&](std::uint32_t column, std::uint32_t line) {
      return std::uint32_t{lattice[(line & down) * kCells + (column & across)]};
    };
    const std::uint32_t right_part = x & (side - 1), lower_part = y & (side - 1);
    const auto between = [&](std::uint32_t line) {
      return corner(left, line) * (side - right_part) + corner(left + 1, line) * right_part;
    };
    return (between(top) * (side - lower_part) + between(top + 1) * lower_part) >> (2 * shift);
  }

  std::vector<std::uint8_t> samples_;
};

}  // namespace crossfade::workloads::video
