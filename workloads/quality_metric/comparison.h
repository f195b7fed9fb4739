// Comparison: the score of two pictures, row by row and scale by scale, by the row kernel. Keeps the sums of
// every row, so that a check can look at some. Room for one size of pictures; used by one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workloads/quality_metric/row_kernel.h"
#include "workloads/quality_metric/score.h"
#include "workloads/quality_metric/window.h"
#include "workloads/video/clip.h"

namespace crossfade::workloads::quality {

/// Of a picture at a scale: half of the scale before, rounded up.
constexpr std::uint32_t side_at(std::uint32_t side, std::size_t scale) {
  for (std::size_t i = 0; i < scale; ++i) {
    side = (side + 1) / 2;
  }
  return side;
}

class Comparison {
 public:
  Comparison(video::PictureSize size, const RowKernel& kernel) : size_(size), kernel_(kernel) {
    for (std::size_t scale = 0; scale < kScales; ++scale) {
      const std::size_t samples = std::size_t{width(scale)} * height(scale);
      reference_[scale].resize(samples);
      other_[scale].resize(samples);
      rows_[scale].resize(height(scale));
    }
    scratch_.resize(kScratchRows * stride(size.width));
    means_.resize(2 * stride(size.width));
  }

  std::uint32_t width(std::size_t scale) const { return side_at(size_.width, scale); }
  std::uint32_t height(std::size_t scale) const { return side_at(size_.height, scale); }

  /// Of two luma planes.
  Score operator()(std::span<const std::uint8_t> reference, std::span<const std::uint8_t> other) {
    for (std::size_t i = 0; i < reference.size(); ++i) {
      reference_[0][i] = static_cast<float>(reference[i]) - kOffset;
      other_[0][i] = static_cast<float>(other[i]) - kOffset;
    }
    Score score;
    for (std::size_t scale = 0; scale < kScales; ++scale) {
      Sums all;
      for (std::uint32_t y = 0; y < height(scale); ++y) {
        rows_[scale][y] = row(scale, y);
        all += rows_[scale][y];
      }
      score.vif[scale] = all.information > 0 ? all.kept / all.information : 1;
      score.ssim[scale] = all.similarity / (double{1} * width(scale) * height(scale));
    }
    return score;
  }

  const Sums& row_sums(std::size_t scale, std::uint32_t y) const { return rows_[scale][y]; }

 private:
  Sums row(std::size_t scale, std::uint32_t y) {
    RowInput in;
    in.width = width(scale);
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      const std::int64_t place = std::int64_t{y} + static_cast<std::int64_t>(tap) - kReach;
      const std::size_t at = std::size_t{mirrored(place, height(scale))} * in.width;
      in.reference[tap] = reference_[scale].data() + at;
      in.other[tap] = other_[scale].data() + at;
    }
    in.scratch = scratch_.data();
    in.reference_mean = means_.data();
    in.other_mean = means_.data() + stride(size_.width);
    const Sums sums = kernel_(in);
    if (scale + 1 < kScales && y % 2 == 0) {
      halve(in.reference_mean, in.width, reference_[scale + 1].data(), y / 2);
      halve(in.other_mean, in.width, other_[scale + 1].data(), y / 2);
    }
    return sums;
  }

  /// Every second sample of a smoothed row is a sample of the next scale.
  static void halve(const float* smoothed, std::uint32_t width, float* next, std::uint32_t y) {
    const std::size_t half = (width + 1) / 2;
    for (std::size_t x = 0; x < half; ++x) {
      next[y * half + x] = smoothed[2 * x];
    }
  }

  video::PictureSize size_;
  const RowKernel& kernel_;
  std::array<std::vector<float>, kScales> reference_, other_;
  std::array<std::vector<Sums>, kScales> rows_;
  std::vector<float> scratch_, means_;
};

}  // namespace crossfade::workloads::quality
