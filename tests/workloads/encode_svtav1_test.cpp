// encode_svtav1: which code a cap allows, streams that cannot be decoded, copies of the library, and what the
// clips of the pool take.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/workloads/plugin_host.h"
#include "workloads/encode_svtav1/av1_decoder.h"
#include "workloads/svtav1_path.h"

namespace crossfade::workloads {
namespace {

using testing::HasSubstr;

TEST(SvtAv1Path, ACapKeepsItsLevelAndAllBelow) {
  const EbCpuFlags v2 = SvtAv1Path::allowed(2), v3 = SvtAv1Path::allowed(3);
  EXPECT_NE(v2 & EB_CPU_FLAGS_SSE4_2, 0u);
  EXPECT_NE(v2 & EB_CPU_FLAGS_SSE2, 0u);
  EXPECT_EQ(v2 & (EB_CPU_FLAGS_AVX | EB_CPU_FLAGS_AVX2 | EB_CPU_FLAGS_AVX512F), 0u);
  EXPECT_EQ(v2 & v3, v2);
  EXPECT_NE(v3 & EB_CPU_FLAGS_AVX2, 0u);
  EXPECT_EQ(v3 & EB_CPU_FLAGS_AVX512F, 0u);
  EXPECT_EQ(SvtAv1Path::allowed(0), SvtAv1Path::allowed(4));
  EXPECT_NE(SvtAv1Path::allowed(4) & EB_CPU_FLAGS_AVX512F, 0u);
}

TEST(SvtAv1Path, WhatTheLogDoesNotTellIsNotGuessed) {
  const SvtAv1Path silent("/nowhere", [] {});
  EXPECT_EQ(silent.text(), "not told by its log");
  EXPECT_NO_THROW(silent.require_cap(0));
  for (const std::uint32_t level : {2u, 3u}) {
    EXPECT_THROW(silent.require_cap(level), Failure) << "a cap that nobody confirms is none";
  }
  const SvtAv1Path failing("/nowhere", [] { throw 1; });
  EXPECT_EQ(failing.text(), "not told by its log");
}

std::string refusal(const std::vector<std::uint8_t>& stream, int& pictures) {
  try {
    pictures = 0;
    av1::decode(stream, [&](const Dav1dPicture&) { ++pictures; });
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status, CF_WRONG);
    return failure.what;
  }
  return "";
}

TEST(Av1Decoder, RefusesWhatIsNoStream) {
  int pictures = 0;
  EXPECT_EQ(refusal(std::vector<std::uint8_t>(64, 0xff), pictures), "the bitstream cannot be decoded");
  // A temporal delimiter and nothing behind it (AV1 specification, 5.3.2): no fault, and no picture.
  EXPECT_EQ(refusal({0x12, 0x00}, pictures), "");
  EXPECT_EQ(pictures, 0);
}

class EncodeSvtAv1 : public testing::Test {
 protected:
  EncodeSvtAv1()
      : plugin_(std::filesystem::path(CROSSFADE_WORKLOAD_DIRECTORY) / "encode_svtav1.so"),
        prepared_(plugin_, {}) {}

  const Plugin plugin_;
  const Prepared prepared_;
};

TEST_F(EncodeSvtAv1, SaysThatItBringsThreadsOfItsOwn) {
  ASSERT_EQ(prepared_.status(), CF_OK) << to_text(prepared_.error());
  EXPECT_NE(plugin_.table().flags & CF_FLAG_LIBRARY_THREADS, 0u);
  EXPECT_GT(prepared_.need().library_threads, 1u);
  ASSERT_EQ(prepared_.notes("library").size(), 2u);
  EXPECT_THAT(prepared_.notes("library")[0], HasSubstr("SVT-AV1|v"));
  EXPECT_THAT(prepared_.notes("library")[1], HasSubstr("dav1d, for verify() only|"));
}

TEST_F(EncodeSvtAv1, ChunksAreAsDeclaredAndHarderClipsTakeMore) {
  ASSERT_EQ(prepared_.status(), CF_OK) << to_text(prepared_.error());
  PluginWorker worker(prepared_, 0);
  const cf_class& one = plugin_.table().classes[0];
  double bytes = 0;
  std::uint64_t easiest = 0, hardest = 0;
  for (std::uint64_t index = 0; index < one.pool; ++index) {
    const cf_answer answer = worker.request({index, 0, 0, 0});
    ASSERT_EQ(answer.status, static_cast<std::uint32_t>(CF_OK));
    EXPECT_EQ(answer.bytes_in, 16u * 320 * 180 * 3 / 2);
    EXPECT_GT(answer.items, 0u);
    bytes += static_cast<double>(answer.bytes_out) / one.pool;
    (index == 0 ? easiest : hardest) = answer.bytes_out;
  }
  EXPECT_NEAR(bytes, static_cast<double>(one.net_out), 0.1 * static_cast<double>(one.net_out));
  EXPECT_GT(hardest, 2 * easiest);
}

TEST_F(EncodeSvtAv1, PicturesThatAreTooLargeAreRefused) {
  Preparation preparation;
  preparation.parameters["height"] = "1081";
  const Prepared refused(plugin_, preparation);
  EXPECT_EQ(refused.status(), CF_UNSUPPORTED);
  EXPECT_STREQ(refused.error().where, "height=1081");
}

}  // namespace
}  // namespace crossfade::workloads
