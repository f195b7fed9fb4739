// Score: what comparing two pictures gives: at each of four scales, each half as large as the one before, the
// visual information fidelity in its pixel-domain form (VIFP: H. R. Sheikh and A. C. Bovik, "Image
// information and visual quality", 2006; sums over all places) and the mean structural similarity (SSIM: Wang
// et al., 2004). The constants are those of pictures with 8 bits.
//
// Not VMAF, and not libvmaf's "float VIF" either: that has windows of its own for each scale, further
// features (ADM, motion) and a trained regression. Numbers from here cannot be compared with numbers from
// there.
#pragma once

#include <array>
#include <cstddef>

namespace crossfade::workloads::quality {

inline constexpr std::size_t kScales = 4;
inline constexpr float kOffset = 128;          ///< taken off every sample, so that squares stay small
inline constexpr float kVisualNoise = 2;       ///< variance of the noise of seeing
inline constexpr float kFlat = 0.05F;          ///< less variance than that carries no information
inline constexpr float kLuminance = 6.5025F;   ///< (0.01 * 255)^2
inline constexpr float kStructure = 58.5225F;  ///< (0.03 * 255)^2

/// Of a row, or of all: sums over places.
struct Sums {
  double kept = 0;         ///< bits of the reference that the other picture still shows
  double information = 0;  ///< bits of the reference
  double similarity = 0;

  Sums& operator+=(const Sums& other) {
    kept += other.kept;
    information += other.information;
    similarity += other.similarity;
    return *this;
  }
};

/// One number each for four scales; 1 = the same pictures. VIF of pictures without information is 1.
struct Score {
  std::array<double, kScales> vif{}, ssim{};
};

}  // namespace crossfade::workloads::quality
