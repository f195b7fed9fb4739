// Window: the Gaussian that local statistics are taken with: nine taps, sigma 1.5 samples, as SSIM has it
// (Wang et al., "Image quality assessment: from error visibility to structural similarity", 2004, with 11).
// Outside the picture samples are mirrored at its edge, which is not repeated.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "workloads/generators/exact_math.h"

namespace crossfade::workloads::quality {

inline constexpr std::uint32_t kReach = 4;  ///< taps to each side
inline constexpr std::uint32_t kTaps = 2 * kReach + 1;

/// They sum to 1 within the precision of float.
inline constexpr std::array<float, kTaps> kWindow = [] {
  std::array<double, kTaps> weights{};
  double sum = 0;
  for (std::size_t tap = 0; tap < kTaps; ++tap) {
    const double distance = static_cast<double>(tap) - kReach;
    weights[tap] = exact_exp(-distance * distance / (2 * 1.5 * 1.5));
    sum += weights[tap];
  }
  std::array<float, kTaps> result{};
  for (std::size_t tap = 0; tap < kTaps; ++tap) {
    result[tap] = static_cast<float>(weights[tap] / sum);
  }
  return result;
}();

/// Of a picture's side of `length` > kReach samples.
constexpr std::uint32_t mirrored(std::int64_t place, std::uint32_t length) {
  const std::int64_t last = std::int64_t{length} - 1;
  const std::int64_t inside = place < 0 ? -place : place > last ? 2 * last - place : place;
  return static_cast<std::uint32_t>(inside);
}

}  // namespace crossfade::workloads::quality
