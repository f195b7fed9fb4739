// RowKernel: the local statistics of one row of two pictures: means, variances and covariance under the
// window, and from them what the row adds to VIF and SSIM. The point of the workload: single-precision vector
// arithmetic on rows that stay in the L1 and L2 caches.
//
// The same code is compiled for three instruction sets and chosen by the CPU and the cap. All give the same
// bits: every operation is rounded by IEEE 754, nothing is contracted (-ffp-contract=off), and sums run in
// sixteen lanes in each, whatever the vectors' length.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "workloads/quality_metric/score.h"
#include "workloads/quality_metric/window.h"

namespace crossfade::workloads::quality {

/// The row and its neighbours above and below, mirrored at the picture's edge, and room for what is worked
/// out. All rows have `width` samples; `scratch` has kScratchRows rows of stride(width).
struct RowInput {
  std::array<const float*, kTaps> reference, other;
  std::uint32_t width = 0;
  float* scratch = nullptr;
  float *reference_mean = nullptr, *other_mean = nullptr;  ///< results: smoothed rows, for the next scale
};

inline constexpr std::size_t kLanes = 16;
inline constexpr std::size_t kStatistics = 5;
inline constexpr std::size_t kScratchRows = 2 * kStatistics + 3;

/// Room for a row, for mirrored samples at both ends and for whole vectors.
constexpr std::size_t stride(std::uint32_t width) {
  return (width + 2 * kReach + kLanes - 1) / kLanes * kLanes + kLanes;
}

namespace row_kernel_detail {

/// log2 of x in [1, 2^24]: the exponent, and 2 atanh(s) / ln 2 with s = (m - 1) / (m + 1), |s| <= 0.172.
/// Error below 3e-7.
[[gnu::always_inline]] inline float log2_of(float x) {
  const auto bits = std::bit_cast<std::int32_t>(x);
  // From sqrt(1/2) on, so that m lies on both sides of 1.
  const std::int32_t shifted = bits - 0x3f3504f3;
  const std::int32_t exponent = shifted >> 23;
  const float m = std::bit_cast<float>((shifted & 0x007fffff) + 0x3f3504f3);
  const float s = (m - 1.0F) / (m + 1.0F);
  const float q = s * s;
  const float series = ((0.41219858F * q + 0.57707802F) * q + 0.96179669F) * q + 2.88539008F;
  return static_cast<float>(exponent) + s * series;
}

/// Of one row: five smoothed quantities between columns.
[[gnu::always_inline]] inline void smooth_down(const RowInput& in, float* const* down) {
  float *const x = down[0] + kReach, *const y = down[1] + kReach, *const xx = down[2] + kReach,
               *const yy = down[3] + kReach, *const xy = down[4] + kReach;
#pragma GCC ivdep
  for (std::size_t i = 0; i < in.width; ++i) {
    float sum_x = 0, sum_y = 0, sum_xx = 0, sum_yy = 0, sum_xy = 0;
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      const float r = in.reference[tap][i];
      const float o = in.other[tap][i];
      const float weighted_r = kWindow[tap] * r;
      const float weighted_o = kWindow[tap] * o;
      sum_x += weighted_r;
      sum_y += weighted_o;
      sum_xx += weighted_r * r;
      sum_yy += weighted_o * o;
      sum_xy += weighted_r * o;
    }
    x[i] = sum_x, y[i] = sum_y, xx[i] = sum_xx, yy[i] = sum_yy, xy[i] = sum_xy;
  }
}

[[gnu::always_inline]] inline void mirror_ends(float* row, std::uint32_t width) {
  for (std::int64_t i = 1; i <= std::int64_t{kReach}; ++i) {
    row[std::int64_t{kReach} - i] = row[kReach + mirrored(-i, width)];
    row[std::int64_t{kReach} + width - 1 + i] = row[kReach + mirrored(std::int64_t{width} - 1 + i, width)];
  }
}

[[gnu::always_inline]] inline void smooth_across(const float* row, float* smoothed, std::uint32_t width) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < width; ++i) {
    float sum = 0;
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      sum += kWindow[tap] * row[i + tap];
    }
    smoothed[i] = sum;
  }
}

/// Sixteen partial sums, then one: the same order on every CPU.
[[gnu::always_inline]] inline double sum_of(const float* values, std::uint32_t count) {
  std::array<float, kLanes> lanes{};
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      lanes[lane] += values[i + lane];
    }
  }
  double sum = 0;
  for (; i < count; ++i) {
    sum += static_cast<double>(values[i]);
  }
  for (const float lane : lanes) {
    sum += static_cast<double>(lane);
  }
  return sum;
}

[[gnu::always_inline]] inline Sums row(const RowInput& in) {
  const std::size_t step = stride(in.width);
  std::array<float*, kStatistics> down, smooth;
  for (std::size_t q = 0; q < kStatistics; ++q) {
    down[q] = in.scratch + q * step;
    smooth[q] = in.scratch + (kStatistics + q) * step;
  }
  smooth[0] = in.reference_mean;
  smooth[1] = in.other_mean;
  smooth_down(in, down.data());
  for (std::size_t q = 0; q < kStatistics; ++q) {
    mirror_ends(down[q], in.width);
    smooth_across(down[q], smooth[q], in.width);
  }
  float* const kept = in.scratch + 2 * kStatistics * step;
  float *const information = kept + step, *const similarity = information + step;
  const float *const x = smooth[0], *const y = smooth[1], *const xx = smooth[2], *const yy = smooth[3],
                     *const xy = smooth[4];
#pragma GCC ivdep
  for (std::size_t i = 0; i < in.width; ++i) {
    const float variance = xx[i] - x[i] * x[i];
    const float other_variance = yy[i] - y[i] * y[i];
    const float covariance = xy[i] - x[i] * y[i];
    // Without branches: what depends on a condition is worked out and then chosen.
    const float var_x = variance > kFlat ? variance : 0.0F;
    const float var_y = other_variance > 0.0F ? other_variance : 0.0F;
    const float divisor = variance > kFlat ? variance : 1.0F;
    const float numerator = variance > kFlat ? covariance : 0.0F;
    const float ratio = numerator / divisor;
    const float gain = ratio > 0.0F ? ratio : 0.0F;
    const float rest = var_y - gain * covariance;
    const float noise = (rest > 0.0F ? rest : 0.0F) + kVisualNoise;
    kept[i] = log2_of(1.0F + gain * gain * var_x / noise);
    information[i] = log2_of(1.0F + var_x / kVisualNoise);
    const float known = variance > 0.0F ? variance : 0.0F;
    const float mean_x = x[i] + kOffset, mean_y = y[i] + kOffset;
    const float above = (2.0F * mean_x * mean_y + kLuminance) * (2.0F * covariance + kStructure);
    const float below = (mean_x * mean_x + mean_y * mean_y + kLuminance) * (known + var_y + kStructure);
    similarity[i] = above / below;
  }
  return {sum_of(kept, in.width), sum_of(information, in.width), sum_of(similarity, in.width)};
}

[[gnu::target("avx512f,avx512vl,avx512bw,avx512dq,prefer-vector-width=512")]] inline Sums row_avx512(
    const RowInput& in) {
  return row(in);
}
[[gnu::target("avx2")]] inline Sums row_avx2(const RowInput& in) {
  return row(in);
}
inline Sums row_sse(const RowInput& in) {
  return row(in);
}

}  // namespace row_kernel_detail

/// Which of the three runs here.
class RowKernel {
 public:
  /// isa_level: 0 = no cap. Level 2 is what everything is compiled for.
  explicit RowKernel(std::uint32_t isa_level) {
    using namespace row_kernel_detail;
    const bool has_v4 = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
                        __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0;
    if (has_v4 && (isa_level == 0 || isa_level >= 4)) {
      row_ = row_avx512;
      name_ = "AVX-512";
    } else if (__builtin_cpu_supports("avx2") != 0 && (isa_level == 0 || isa_level >= 3)) {
      row_ = row_avx2;
      name_ = "AVX2";
    }
  }

  Sums operator()(const RowInput& in) const { return row_(in); }
  const char* name() const { return name_; }

 private:
  Sums (*row_)(const RowInput&) = row_kernel_detail::row_sse;
  const char* name_ = "SSE4.2";
};

}  // namespace crossfade::workloads::quality
