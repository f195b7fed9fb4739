// The reading of H.264 headers, with streams written bit by bit, and the plug-in's classes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/workloads/plugin_host.h"
#include "workloads/encode_x264/bit_reader.h"
#include "workloads/encode_x264/h264_decoder.h"
#include "workloads/encode_x264/pools.h"
#include "workloads/encode_x264/stream_check.h"

namespace crossfade::workloads::h264 {
namespace {

using testing::HasSubstr;

/// Writes bits and Exp-Golomb numbers.
class BitWriter {
 public:
  BitWriter& bits(std::uint32_t value, std::uint32_t count) {
    for (std::uint32_t i = count; i > 0; --i) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | (value >> (i - 1) & 1u) << (7 - used_ % 8));
      ++used_;
    }
    return *this;
  }
  BitWriter& number(std::uint32_t value) {
    std::uint32_t length = 0;
    while ((value + 1) >> (length + 1) != 0) ++length;
    return bits(0, length).bits(value + 1, length + 1);
  }
  std::vector<std::uint8_t> unit(std::uint8_t header) {
    std::vector<std::uint8_t> unit{0, 0, 0, 1, header};
    unit.insert(unit.end(), bytes_.begin(), bytes_.end());
    unit.push_back(0x80);
    return unit;
  }

 private:
  std::vector<std::uint8_t> bytes_;
  std::size_t used_ = 0;
};

/// 32 x 16, main profile: two macroblocks.
std::vector<std::uint8_t> sequence_parameters() {
  BitWriter writer;
  writer.bits(77, 8).bits(0, 16).number(0);
  writer.number(0).number(0).number(0);             // frame_num 4 bits, order type 0 with 4 bits
  writer.number(4).bits(0, 1).number(1).number(0);  // references, gaps, 2 x 1 macroblocks
  writer.bits(1, 1).bits(1, 1).bits(0, 1);          // progressive, direct 8x8, no cropping
  return writer.unit(0x67);
}

std::vector<std::uint8_t> slice(bool is_idr, std::uint32_t order, std::uint32_t first_macroblock = 0) {
  BitWriter writer;
  writer.number(first_macroblock).number(7).number(0).bits(0, 4);
  if (is_idr) writer.number(0);
  writer.bits(order, 4).bits(0x5a, 8);
  return writer.unit(is_idr ? 0x65 : 0x41);
}

std::vector<std::uint8_t> stream_of(std::initializer_list<std::vector<std::uint8_t>> units) {
  std::vector<std::uint8_t> stream;
  for (const auto& unit : units) stream.insert(stream.end(), unit.begin(), unit.end());
  return stream;
}

std::string refusal(const std::vector<std::uint8_t>& stream, std::uint32_t pictures,
                    video::PictureSize size = {32, 16}) {
  try {
    StreamCheck().check(stream, size, pictures);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status, CF_WRONG);
    return failure.what + ": " + failure.why;
  }
  return "";
}

TEST(BitReader, ReadsTheCodesOfTheStandard) {
  // ITU-T H.264, table 9-2: 1, 010, 011, 00100, 00111 are 0, 1, 2, 3, 6.
  const std::vector<std::uint8_t> bytes{0b10100110, 0b01000011, 0b10000000};
  BitReader reader(bytes);
  for (const std::uint32_t expected : {0u, 1u, 2u, 3u, 6u}) EXPECT_EQ(reader.number(), expected);
  EXPECT_EQ(reader.bits(7), 0U);
  EXPECT_THROW(reader.bit(), Failure);
}

TEST(BitReader, TakesOutEmulationPrevention) {
  const std::vector<std::uint8_t> bytes{0, 0, 3, 1, 0, 0, 3, 0, 0, 3};
  BitReader reader(bytes);
  EXPECT_EQ(reader.bits(24), 1U);
  EXPECT_EQ(reader.bits(32), 0U);
  EXPECT_THROW(reader.bit(), Failure);
}

TEST(StreamCheck, UnitsLieBetweenStartCodes) {
  const std::vector<std::uint8_t> stream{0, 0, 0, 1, 9, 1, 0, 0, 1, 7, 0, 0, 0, 1, 8};
  const auto units = nal_units(stream);
  ASSERT_EQ(units.size(), 3U);
  EXPECT_EQ(units[0].size(), 2U) << "without the zero before the next start code";
  EXPECT_EQ(units[1][0], 7);
  EXPECT_EQ(units[2][0], 8);
}

TEST(StreamCheck, PicturesInAnyOrderOfCodingAreFine) {
  const auto stream = stream_of({sequence_parameters(), slice(true, 0), slice(false, 6), slice(false, 2),
                                 slice(false, 4), slice(true, 0), slice(true, 0, 1)});
  EXPECT_EQ(refusal(stream, 5), "") << "the last slice is a second one of its picture";
}

TEST(StreamCheck, WhatIsMissingOrStrangeIsTold) {
  const auto head = sequence_parameters();
  EXPECT_THAT(refusal(stream_of({head, slice(true, 0), slice(false, 4)}), 2), HasSubstr("a gap"));
  EXPECT_THAT(refusal(stream_of({head, slice(true, 0), slice(false, 2), slice(false, 2)}), 3),
              HasSubstr("two pictures at once"));
  EXPECT_THAT(refusal(stream_of({head, slice(true, 0)}), 2), HasSubstr("1 instead of 2"));
  EXPECT_THAT(refusal(stream_of({head, slice(false, 0)}), 1), HasSubstr("needs earlier ones"));
  EXPECT_THAT(refusal(stream_of({slice(true, 0), head}), 1), HasSubstr("before the sequence parameters"));
  EXPECT_THAT(refusal(stream_of({head, slice(true, 0)}), 1, {32, 32}),
              HasSubstr("32 x 16 instead of 32 x 32"));
  EXPECT_THAT(refusal({0, 0, 1, 0x67, 77}, 1), HasSubstr("too early"));
  EXPECT_THAT(refusal({}, 0), HasSubstr("another video"));
}

TEST(Pools, EveryClipIsOneRequestOfOneClass) {
  std::map<std::uint32_t, std::vector<std::size_t>> classes_of_clip;
  for (std::size_t class_id = 0; class_id < kClipsOfClass.size(); ++class_id) {
    for (std::uint32_t index = 0; index < pool_of(class_id); ++index) {
      classes_of_clip[clip_of(class_id, index)].push_back(class_id);
      EXPECT_EQ(clip_of(class_id, index + pool_of(class_id)), clip_of(class_id, index)) << "one pool later";
    }
  }
  // From easy to hard: veryfast, medium, slow, and so on; the hardest is veryfast's.
  const std::vector<std::size_t> meant{0, 1, 2, 0, 1, 2, 0, 1, 0};
  ASSERT_EQ(classes_of_clip.size(), kClips) << "every clip that is made is encoded";
  for (std::uint32_t clip = 0; clip < kClips; ++clip) {
    EXPECT_THAT(classes_of_clip[clip], testing::ElementsAre(meant[clip])) << "clip " << clip;
  }
}

TEST(H264Decoder, PicturesMayHaveAsManyMacroblocksAsLevel51) {
  EXPECT_TRUE(can_decode({4096, 2304}));
  EXPECT_FALSE(can_decode({4096, 2306}));
  EXPECT_FALSE(can_decode({8192, 8192}));
}

class EncodeX264 : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(file_)) GTEST_SKIP() << "not in this build";
  }
  std::filesystem::path file_ = std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "encode_x264.so";
};

TEST_F(EncodeX264, SaysWhatDecodesForTheCheck) {
  const Plugin plugin(file_);
  const Prepared prepared(plugin, {});
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  ASSERT_EQ(prepared.notes("library").size(), 2u);
  EXPECT_THAT(prepared.notes("library")[0], HasSubstr("x264|core"));
  EXPECT_THAT(prepared.notes("library")[1], HasSubstr("OpenH264, for verify() only|"));
}

TEST_F(EncodeX264, BetterRungsTakeMoreBytesAndHarderClipsToo) {
  const Plugin plugin(file_);
  Preparation preparation;
  preparation.parameters["height"] = "90";
  const Prepared prepared(plugin, preparation);
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker worker(prepared, 0);
  const auto bytes = [&](std::uint32_t class_id, std::uint64_t index) {
    return worker.request({index, 0, class_id, 0}).bytes_out;
  };
  EXPECT_LT(bytes(0, 1), bytes(1, 0))
      << "medium23 has more than veryfast28, of a clip that is a little easier";
  EXPECT_GT(bytes(0, 3), 3 * bytes(0, 0)) << "the hardest clip of veryfast28, and the easiest";
  EXPECT_GT(bytes(1, 1), bytes(1, 0));
}

TEST_F(EncodeX264, ChunksAreAboutAsLargeAsDeclared) {
  const Plugin plugin(file_);
  const Prepared prepared(plugin, {});
  ASSERT_EQ(prepared.status(), CF_OK) << to_text(prepared.error());
  PluginWorker worker(prepared, 0);
  for (std::uint32_t class_id = 0; class_id < plugin.table().n_classes; ++class_id) {
    const cf_class& one = plugin.table().classes[class_id];
    double bytes = 0;
    for (std::uint64_t index = 0; index < one.pool; ++index)
      bytes += static_cast<double>(worker.request({index, 0, class_id, 0}).bytes_out) / one.pool;
    // Scenes of another seed are as hard, and not the same.
    EXPECT_NEAR(bytes, static_cast<double>(one.net_out), 0.3 * static_cast<double>(one.net_out)) << one.name;
    EXPECT_EQ(one.net_in, 12U * 640 * 360 * 7 / 16) << "3.5 bits a pixel, not raw samples";
  }
}

}  // namespace
}  // namespace crossfade::workloads::h264
