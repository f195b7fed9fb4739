// The parts that the video workloads share: generated scenes, Y4M files, likeness.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "workloads/video/likeness.h"
#include "workloads/video/scene.h"
#include "workloads/video/y4m.h"

namespace crossfade::workloads::video {
namespace {

using testing::HasSubstr;

constexpr PictureSize kSmall{160, 90};

/// Mean absolute difference between neighbouring pictures' luma.
double motion_of(const Clip& clip) {
  double sum = 0;
  for (std::uint32_t number = 1; number < clip.pictures; ++number) {
    for (std::size_t i = 0; i < clip.size.luma_bytes(); ++i) {
      sum += std::abs(int{clip.luma(number)[i]} - int{clip.luma(number - 1)[i]});
    }
  }
  return sum / static_cast<double>(clip.size.luma_bytes() * (clip.pictures - 1));
}

TEST(Scene, IsTheSameOnEveryCpu) {
  // From an Intel Xeon, with code for x86-64-v2 and for v3.
  EXPECT_EQ(make_clip(7, 3, 0.75, kSmall, 4).digest_after(0), 11135015433688249291u);
}

TEST(Scene, SeedAndStreamGiveOtherClips) {
  const std::uint64_t one = make_clip(7, 3, 0.5, kSmall, 2).digest_after(0);
  EXPECT_EQ(make_clip(7, 3, 0.5, kSmall, 2).digest_after(0), one);
  EXPECT_NE(make_clip(8, 3, 0.5, kSmall, 2).digest_after(0), one);
  EXPECT_NE(make_clip(7, 4, 0.5, kSmall, 2).digest_after(0), one);
}

TEST(Scene, HarderOnesMoveMore) {
  double easy = 0, hard = 0;
  for (std::uint64_t stream = 0; stream < 6; ++stream) {
    easy += motion_of(make_clip(1, stream, 0, kSmall, 3));
    hard += motion_of(make_clip(1, stream, 1, kSmall, 3));
  }
  EXPECT_GT(easy, 0);
  EXPECT_GT(hard, 3 * easy);
}

TEST(Scene, LumaIsInTheRangeOfStudioVideo) {
  const Clip clip = make_clip(1, 0, 1, kSmall, 3);
  for (std::uint32_t number = 0; number < clip.pictures; ++number) {
    const auto [least, most] =
        std::minmax_element(clip.luma(number), clip.luma(number) + clip.size.luma_bytes());
    EXPECT_GE(*least, 16);
    EXPECT_LE(*most, 235);
    EXPECT_GT(*most - *least, 40) << "a picture, not a grey field";
  }
}

TEST(Likeness, IsThePeakSignalToNoiseRatio) {
  const std::array<std::uint8_t, 4> black{}, grey{5, 5, 5, 5}, white{255, 255, 255, 255};
  Likeness same;
  same.add(grey, grey);
  EXPECT_EQ(same.psnr_db(), std::numeric_limits<double>::infinity());
  Likeness opposite;
  opposite.add(black, white);
  EXPECT_DOUBLE_EQ(opposite.psnr_db(), 0);
  Likeness near;
  near.add(black, grey);
  EXPECT_NEAR(near.psnr_db(), 34.1514, 1e-4) << "20 log10(255 / 5)";
  EXPECT_LT(Likeness().psnr_db(), 0) << "nothing compared is like nothing";
}

class Y4m : public testing::Test {
 protected:
  Y4m() : path_(std::filesystem::temp_directory_path() / ("crossfade-y4m-" + std::to_string(::getpid()))) {}
  ~Y4m() override { std::filesystem::remove(path_); }

  void write(const std::string& header, std::size_t pictures, std::size_t bytes = 64 * 64 * 3 / 2) {
    std::ofstream file(path_, std::ios::binary);
    file << header << '\n';
    for (std::size_t number = 0; number < pictures; ++number) {
      file << (number % 2 == 0 ? "FRAME\n" : "FRAME Ip\n")
           << std::string(bytes, static_cast<char>('a' + number));
    }
  }
  std::string refusal() {
    try {
      const Y4mFile file(path_);
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.status, CF_UNSUPPORTED);
      EXPECT_EQ(failure.where, path_);
      EXPECT_FALSE(failure.what.empty() || failure.remedy.empty());
      return failure.why;
    }
    return "taken";
  }

  std::string path_;
};

TEST_F(Y4m, ItsPicturesAreFoundAndRead) {
  write("YUV4MPEG2 W64 H64 F30000:1001 Ip A1:1 C420jpeg XSOMETHING", 5);
  Y4mFile file(path_);
  EXPECT_EQ(file.size(), (PictureSize{64, 64}));
  EXPECT_EQ(file.pictures(), 5U);
  EXPECT_EQ(file.rate_numerator(), 30000U);
  EXPECT_EQ(file.rate_denominator(), 1001U);
  const Clip clip = file.clip(3, 2);
  EXPECT_EQ(clip.pictures, 2U);
  EXPECT_EQ(clip.luma(0)[0], 'd');
  EXPECT_EQ(clip.red(1)[clip.size.chroma_bytes() - 1], 'e');
}

TEST_F(Y4m, ChromaIsHalfSizedUnlessTheHeaderSaysOtherwise) {
  for (const char* kind : {"", " C420", " C420mpeg2", " C420paldv"}) {
    write(std::string("YUV4MPEG2 W64 H64") + kind, 1);
    EXPECT_EQ(refusal(), "taken") << kind;
  }
  for (const char* kind : {"C422", "C444", "C420p10", "Cmono"}) {
    write(std::string("YUV4MPEG2 W64 H64 ") + kind, 1);
    EXPECT_EQ(refusal(), "its samples are '" + std::string(kind + 1) + "'");
  }
}

TEST_F(Y4m, WhatIsNoneIsRefusedWithTheReason) {
  EXPECT_EQ(refusal(), "No such file or directory");
  const std::pair<const char*, const char*> headers[] = {
      {"RIFF", "does not begin with YUV4MPEG2"}, {"YUV4MPEG2 W64", "64 x 0"},
      {"YUV4MPEG2 W64 H63", "sides are even"},   {"YUV4MPEG2 W62 H64", "64 to 8192"},
      {"YUV4MPEG2 W64 H9999", "64 to 8192"},     {"YUV4MPEG2 Wide H64", "no number"},
      {"YUV4MPEG2 W64 H64 F24:0", "no rate"},    {"YUV4MPEG2 W64 H64 It", "interlaced"},
  };
  for (const auto& [header, why] : headers) {
    write(header, 1);
    EXPECT_THAT(refusal(), HasSubstr(why)) << header;
  }
  std::ofstream(path_, std::ios::binary) << "";
  EXPECT_THAT(refusal(), HasSubstr("does not begin"));
  std::ofstream(path_, std::ios::binary) << std::string(5000, 'Y');
  EXPECT_THAT(refusal(), HasSubstr("no line end"));
  write("YUV4MPEG2 W64 H64", 2, 100);
  EXPECT_EQ(refusal(), "it ends within picture 0");
  std::ofstream(path_, std::ios::binary) << "YUV4MPEG2 W64 H64\nPICTURE\n";
  EXPECT_EQ(refusal(), "picture 0 does not begin with FRAME");
  std::ofstream(path_, std::ios::binary) << "YUV4MPEG2 W64 H64\nFRAM";
  EXPECT_EQ(refusal(), "it ends within a header");
}

TEST_F(Y4m, AFileThatShrinksIsToldWhenItIsRead) {
  write("YUV4MPEG2 W64 H64", 2);
  Y4mFile file(path_);
  std::filesystem::resize_file(path_, 100);
  EXPECT_THROW(file.clip(1, 1), Failure);
}

}  // namespace
}  // namespace crossfade::workloads::video
