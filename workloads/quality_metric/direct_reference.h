// DirectReference: the same statistics by their definitions: double precision, the window as one sum over 81
// places, variances as mean squared deviations from the mean, the C library's log2. Works out only the
// samples that it is asked for. For verify(): far too slow to be timed, and shares no arithmetic with the row
// kernel.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "workloads/quality_metric/comparison.h"
#include "workloads/quality_metric/score.h"
#include "workloads/quality_metric/window.h"
#include "workloads/video/clip.h"

namespace crossfade::workloads::quality {

class DirectReference {
 public:
  DirectReference(video::PictureSize size, std::span<const std::uint8_t> reference,
                  std::span<const std::uint8_t> other)
      : size_(size), planes_{reference, other} {
    for (std::size_t picture = 0; picture < 2; ++picture) {
      for (std::size_t scale = 1; scale < kScales; ++scale) {
        smoothed_[picture][scale].assign(std::size_t{width(scale)} * height(scale),
                                         std::numeric_limits<double>::quiet_NaN());
      }
    }
  }

  Sums row_sums(std::size_t scale, std::uint32_t y) {
    Sums sums;
    for (std::uint32_t x = 0; x < width(scale); ++x) {
      sums += at(scale, x, y);
    }
    return sums;
  }

 private:
  std::uint32_t width(std::size_t scale) const { return side_at(size_.width, scale); }
  std::uint32_t height(std::size_t scale) const { return side_at(size_.height, scale); }

  /// visit(weight, x, y) for the 81 places around one.
  template <class Visit>
  void around(std::size_t scale, std::uint32_t x, std::uint32_t y, Visit&& visit) const {
    for (std::uint32_t line = 0; line < kTaps; ++line) {
      for (std::uint32_t column = 0; column < kTaps; ++column) {
        visit(static_cast<double>(kWindow[line]) * static_cast<double>(kWindow[column]),
              mirrored(std::int64_t{x} + column - kReach, width(scale)),
              mirrored(std::int64_t{y} + line - kReach, height(scale)));
      }
    }
  }

  double sample(std::size_t picture, std::size_t scale, std::uint32_t x, std::uint32_t y) {
    const std::size_t place = std::size_t{y} * width(scale) + x;
    if (scale == 0) {
      return static_cast<double>(planes_[picture][place]) - static_cast<double>(kOffset);
    }
    double& kept = smoothed_[picture][scale][place];
    if (std::isnan(kept)) {
      double sum = 0;
      around(scale - 1, 2 * x, 2 * y, [&](double weight, std::uint32_t column, std::uint32_t line) {
        sum += weight * sample(picture, scale - 1, column, line);
      });
      kept = sum;
    }
    return kept;
  }

  Sums at(std::size_t scale, std::uint32_t x, std::uint32_t y) {
    double weights = 0, mean_r = 0, mean_o = 0;
    around(scale, x, y, [&](double weight, std::uint32_t column, std::uint32_t line) {
      weights += weight;
      mean_r += weight * sample(0, scale, column, line);
      mean_o += weight * sample(1, scale, column, line);
    });
    mean_r /= weights;
    mean_o /= weights;
    double variance_r = 0, variance_o = 0, covariance = 0;
    around(scale, x, y, [&](double weight, std::uint32_t column, std::uint32_t line) {
      const double r = sample(0, scale, column, line) - mean_r;
      const double o = sample(1, scale, column, line) - mean_o;
      variance_r += weight * r * r / weights;
      variance_o += weight * o * o / weights;
      covariance += weight * r * o / weights;
    });
    const double noise_of_seeing = static_cast<double>(kVisualNoise);
    Sums sums;
    if (variance_r > static_cast<double>(kFlat)) {
      const double gain = std::max(covariance / variance_r, 0.0);
      const double noise = std::max(variance_o - gain * covariance, 0.0) + noise_of_seeing;
      sums.kept = std::log2(1 + gain * gain * variance_r / noise);
      sums.information = std::log2(1 + variance_r / noise_of_seeing);
    }
    const double r = mean_r + static_cast<double>(kOffset), o = mean_o + static_cast<double>(kOffset);
    const double c1 = static_cast<double>(kLuminance), c2 = static_cast<double>(kStructure);
    sums.similarity =
        (2 * r * o + c1) * (2 * covariance + c2) / ((r * r + o * o + c1) * (variance_r + variance_o + c2));
    return sums;
  }

  video::PictureSize size_;
  std::array<std::span<const std::uint8_t>, 2> planes_;
  std::array<std::array<std::vector<double>, kScales>, 2> smoothed_;  ///< NaN: not asked for yet
};

}  // namespace crossfade::workloads::quality
