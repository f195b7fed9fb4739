// Impairment: what a low bitrate does to a picture: blocks of 8 x 8 samples lose detail. A Walsh-Hadamard
// transform of each block, its coefficients rounded to multiples of a step that grows with their frequency,
// and back. Integer arithmetic: the same bytes on every CPU. A stand-in for an encoder, not one.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workloads/video/clip.h"

namespace crossfade::workloads::quality {

namespace impairment_detail {

inline constexpr std::size_t kSide = 8;
using Block = std::array<std::int32_t, kSide * kSide>;

/// Eight numbers, `apart` from each other; twice gives eight times what it was.
inline void transform(Block& block, std::size_t first, std::size_t apart) {
  for (std::size_t half = 1; half < kSide; half *= 2) {
    for (std::size_t i = 0; i < kSide; ++i) {
      if ((i & half) != 0) {
        continue;
      }
      std::int32_t& low = block[first + i * apart];
      std::int32_t& high = block[first + (i + half) * apart];
      const std::int32_t sum = low + high;
      high = low - high;
      low = sum;
    }
  }
}

inline void transform(Block& block) {
  for (std::size_t i = 0; i < kSide; ++i) {
    transform(block, i * kSide, 1);
  }
  for (std::size_t i = 0; i < kSide; ++i) {
    transform(block, i, kSide);
  }
}

/// How often row i of the transform changes its sign, from nature to order: 0, 7, 3, 4, 1, 6, 2, 5.
inline constexpr std::array<std::int32_t, kSide> kSignChanges{0, 7, 3, 4, 1, 6, 2, 5};

}  // namespace impairment_detail

/// step: of the mean of a block, in sample values; the finest detail has eight times that.
inline std::vector<std::uint8_t> impaired(std::span<const std::uint8_t> luma, video::PictureSize size,
                                          std::int32_t step) {
  using namespace impairment_detail;
  std::vector<std::uint8_t> result(luma.size());
  Block block;
  for (std::uint32_t top = 0; top < size.height; top += kSide) {
    for (std::uint32_t left = 0; left < size.width; left += kSide) {
      const auto place = [&](std::size_t i) {
        const std::size_t y = std::min<std::size_t>(top + i / kSide, size.height - 1);
        const std::size_t x = std::min<std::size_t>(left + i % kSide, size.width - 1);
        return y * size.width + x;
      };
      for (std::size_t i = 0; i < block.size(); ++i) {
        block[i] = luma[place(i)];
      }
      transform(block);
      for (std::size_t i = 0; i < block.size(); ++i) {
        const std::int32_t frequency = kSignChanges[i / kSide] + kSignChanges[i % kSide];
        const std::int32_t quantum = step * (2 + frequency) * 4;
        block[i] = (block[i] >= 0 ? block[i] + quantum / 2 : block[i] - quantum / 2) / quantum * quantum;
      }
      transform(block);
      for (std::size_t i = 0; i < block.size(); ++i) {
        if (top + i / kSide < size.height && left + i % kSide < size.width) {
          result[place(i)] = static_cast<std::uint8_t>(std::clamp((block[i] + 32) >> 6, 0, 255));
        }
      }
    }
  }
  return result;
}

}  // namespace crossfade::workloads::quality
