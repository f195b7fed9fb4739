// The row kernels against each other and against the definitions.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "workloads/generators/random.h"
#include "workloads/quality_metric/comparison.h"
#include "workloads/quality_metric/direct_reference.h"
#include "workloads/quality_metric/impairment.h"
#include "workloads/quality_metric/row_kernel.h"
#include "workloads/video/scene.h"

namespace crossfade::workloads::quality {
namespace {

using video::PictureSize;
using Plane = std::vector<std::uint8_t>;

Plane scene(PictureSize size, std::uint64_t stream) {
  const video::Clip clip = video::make_clip(5, stream, 0.6, size, 1);
  return {clip.luma(0), clip.luma(0) + size.luma_bytes()};
}

Score score(PictureSize size, const Plane& reference, const Plane& other, std::uint32_t isa_level = 2) {
  const RowKernel kernel(isa_level);
  return Comparison(size, kernel)(reference, other);
}

TEST(Window, SumsToOneAndMirrorsAtTheEdge) {
  double sum = 0;
  for (const float weight : kWindow) sum += static_cast<double>(weight);
  EXPECT_NEAR(sum, 1, 1e-7);
  EXPECT_EQ(kWindow[0], kWindow[8]);
  EXPECT_NEAR(static_cast<double>(kWindow[4] / kWindow[3]), std::exp(1 / 4.5), 1e-6);
  EXPECT_EQ(mirrored(-1, 10), 1U);
  EXPECT_EQ(mirrored(-4, 10), 4U);
  EXPECT_EQ(mirrored(10, 10), 8U);
  EXPECT_EQ(mirrored(3, 10), 3U);
}

TEST(RowKernel, LogarithmIsAsPreciseAsSaid) {
  for (float x = 1; x < 16777216.0F; x *= 1.0173F)
    EXPECT_NEAR(static_cast<double>(row_kernel_detail::log2_of(x)), std::log2(static_cast<double>(x)),
                3e-7 * std::max(1.0, std::log2(static_cast<double>(x)) * 4));
}

TEST(RowKernel, EveryCodePathGivesTheSameBits) {
  for (const PictureSize size : {PictureSize{64, 64}, PictureSize{162, 90}, PictureSize{320, 180}}) {
    const Plane reference = scene(size, 1), other = impaired(reference, size, 4);
    const Score plain = score(size, reference, other, 2);
    for (const std::uint32_t level : {0U, 3U, 4U}) {
      const Score wide = score(size, reference, other, level);
      EXPECT_EQ(std::memcmp(&plain, &wide, sizeof plain), 0) << RowKernel(level).name() << ", " << size.width;
    }
  }
}

TEST(Comparison, TheSamePicturesAreAsLikeAsCanBe) {
  const PictureSize size{96, 64};
  const Plane plane = scene(size, 2);
  const Score same = score(size, plane, plane);
  for (std::size_t scale = 0; scale < kScales; ++scale) {
    EXPECT_NEAR(same.vif[scale], 1, 1e-6);
    EXPECT_NEAR(same.ssim[scale], 1, 1e-6);
  }
}

TEST(Comparison, FlatPicturesDifferInLuminanceAlone) {
  const PictureSize size{64, 64};
  const Plane dark(size.luma_bytes(), 50), light(size.luma_bytes(), 200);
  const Score differ = score(size, dark, light);
  // By the definition of SSIM where variances are 0: (2 a b + C1) / (a^2 + b^2 + C1).
  const double expected = (2 * 50 * 200 + 6.5025) / (50 * 50 + 200 * 200 + 6.5025);
  for (std::size_t scale = 0; scale < kScales; ++scale) {
    EXPECT_NEAR(differ.ssim[scale], expected, 5e-5);
    EXPECT_EQ(differ.vif[scale], 1) << "there is no information to lose";
  }
}

TEST(Comparison, WorseIsWorse) {
  const PictureSize size{160, 90};
  const Plane reference = scene(size, 3);
  Score before = score(size, reference, reference);
  for (const std::int32_t step : {1, 3, 8, 20}) {
    const Score now = score(size, reference, impaired(reference, size, step));
    EXPECT_LT(now.vif[0], before.vif[0]) << step;
    EXPECT_LT(now.ssim[0], before.ssim[0]) << step;
    before = now;
  }
  EXPECT_LT(before.vif[0], 0.5);
  EXPECT_LT(score(size, reference, scene(size, 4)).vif[0], 0.2) << "another picture";
}

TEST(Comparison, RowsAreWhatTheirDefinitionGives) {
  for (const PictureSize size : {PictureSize{64, 66}, PictureSize{130, 74}}) {
    Plane reference = scene(size, 5), other = impaired(reference, size, 6);
    // Corners as real pictures have them: black bars and a bright edge.
    for (std::size_t i = 0; i < size.width * 10; ++i) reference[i] = other[i] = 16;
    for (std::size_t i = 0; i < size.width; ++i) reference[size.width * 12 + i] = 235;
    const RowKernel kernel(0);
    Comparison comparison(size, kernel);
    comparison(reference, other);
    DirectReference direct(size, reference, other);
    for (std::size_t scale = 0; scale < kScales; ++scale) {
      for (std::uint32_t y = 0; y < comparison.height(scale); y += 3) {
        const Sums got = comparison.row_sums(scale, y), expected = direct.row_sums(scale, y);
        const double width = comparison.width(scale);
        EXPECT_NEAR(got.kept / width, expected.kept / width, 0.005) << scale << ", " << y;
        EXPECT_NEAR(got.information / width, expected.information / width, 0.005) << scale << ", " << y;
        EXPECT_NEAR(got.similarity / width, expected.similarity / width, 0.002) << scale << ", " << y;
      }
    }
  }
}

TEST(Impairment, KeepsTheMeanAndLosesDetail) {
  const PictureSize size{64, 64};
  const Plane grey(size.luma_bytes(), 100);
  EXPECT_EQ(impaired(grey, size, 1), grey);
  Plane noise(size.luma_bytes());
  Random random(3);
  for (std::uint8_t& sample : noise) sample = static_cast<std::uint8_t>(100 + random.below(9));
  const Plane rough = impaired(noise, size, 20);
  EXPECT_LT(*std::max_element(rough.begin(), rough.end()) - *std::min_element(rough.begin(), rough.end()), 9);
}

}  // namespace
}  // namespace crossfade::workloads::quality
