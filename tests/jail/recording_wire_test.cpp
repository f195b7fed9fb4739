// The recording on the wire: complete where it is right, refused where it is not, harmless in any case.
#include "results/jail/recording_wire.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "results/recording_writer.h"
#include "tests/results/full_recording.h"

namespace crossfade::results::jail {
namespace {

using results::testing::differences;
using results::testing::TemporaryFolder;
using Bytes = std::vector<std::byte>;

template <class T>
Bytes on_the_wire(const Result<T>& read) {
  Bytes all;
  WireWriter out([&all](std::span<const std::byte> bytes) {
    all.insert(all.end(), bytes.begin(), bytes.end());
    return true;
  });
  write(out, read);
  EXPECT_TRUE(out.flush());
  return all;
}

WireReader reader_of(const Bytes& bytes) {
  return WireReader(
      [&bytes, next = std::size_t{0}](std::span<std::byte> out) mutable {
        const std::size_t n = std::min(out.size(), bytes.size() - next);
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(next), n, out.begin());
        next += n;
        return n;
      },
      std::uint64_t{1} << 28U);
}

class RecordingWire : public ::testing::Test {
 protected:
  void SetUp() override {
    auto writer = results::testing::create_at(folder_ / "a.h5");
    ASSERT_TRUE(writer);
    results::testing::fill(*writer);
    ASSERT_TRUE(writer->finish(RecordingState::finished));
    auto read = results::read_recording(folder_ / "a.h5");
    ASSERT_TRUE(read);
    opened_ = std::move(*read);
  }
  TemporaryFolder folder_;
  OpenedRecording opened_;
};

TEST_F(RecordingWire, ARecordingArrivesAsItWas) {
  opened_.seal = Seal::none_modified_since;
  opened_.schema_minor = 99;
  const Bytes bytes = on_the_wire(Result<OpenedRecording>(opened_));
  WireReader in = reader_of(bytes);
  const auto arrived = read_recording(in);
  ASSERT_TRUE(in.ok());
  ASSERT_TRUE(arrived);
  EXPECT_EQ(differences(arrived->recording, opened_.recording), std::vector<std::string>());
  EXPECT_EQ(arrived->recording.environment, opened_.recording.environment);
  EXPECT_EQ(arrived->recording.plan_json, opened_.recording.plan_json);
  EXPECT_EQ(arrived->recording.log, opened_.recording.log);
  ASSERT_EQ(arrived->recording.series.size(), opened_.recording.series.size());
  for (std::size_t i = 0; i < opened_.recording.series.size(); ++i) {
    EXPECT_EQ(arrived->recording.series[i].first_sample, opened_.recording.series[i].first_sample);
    EXPECT_EQ(arrived->recording.series[i].counts, opened_.recording.series[i].counts);
  }
  EXPECT_EQ(arrived->seal, Seal::none_modified_since);
  EXPECT_EQ(arrived->schema_minor, 99);
  EXPECT_EQ(arrived->file_bytes, opened_.file_bytes);
}

TEST_F(RecordingWire, ASummaryArrivesAsItWas) {
  const auto summary = results::read_summary(folder_ / "a.h5");
  ASSERT_TRUE(summary);
  const Bytes bytes = on_the_wire(summary);
  WireReader in = reader_of(bytes);
  const auto arrived = read_summary(in);
  ASSERT_TRUE(in.ok());
  EXPECT_EQ(arrived->workloads, summary->workloads);
  EXPECT_EQ(arrived->repetitions, summary->repetitions);
  EXPECT_EQ(arrived->stages, summary->stages);
  EXPECT_EQ(arrived->header.run_id, summary->header.run_id);
  EXPECT_EQ(arrived->header.created_utc, summary->header.created_utc);
}

TEST_F(RecordingWire, ARefusalArrivesWithItsReason) {
  const Bytes bytes = on_the_wire(Result<OpenedRecording>(Error{ErrorKind::io, "", "", "why\x1b", "remedy"}));
  WireReader in = reader_of(bytes);
  const auto arrived = read_recording(in);
  ASSERT_TRUE(in.ok());
  ASSERT_FALSE(arrived);
  EXPECT_EQ(arrived.error().kind, ErrorKind::io);
  EXPECT_EQ(arrived.error().why, "why\xEF\xBF\xBD") << "nothing that steers a terminal";
  EXPECT_EQ(arrived.error().remedy, "remedy");
}

TEST_F(RecordingWire, WhatIsCutOffIsRefused) {
  Bytes bytes = on_the_wire(Result<OpenedRecording>(opened_));
  for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 97) {
    const Bytes part(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    WireReader in = reader_of(part);
    static_cast<void>(read_recording(in));
    EXPECT_FALSE(in.ok()) << length;
  }
  bytes.pop_back();
  WireReader in = reader_of(bytes);
  static_cast<void>(read_recording(in));
  EXPECT_FALSE(in.ok());
}

TEST_F(RecordingWire, NonsenseDoesNoHarmAndWhatIsTakenHoldsTogether) {
  const Bytes good = on_the_wire(Result<OpenedRecording>(opened_));
  std::mt19937_64 random(9);
  int refused = 0;
  constexpr int cases = 400;
  for (int i = 0; i < cases; ++i) {
    Bytes bytes = good;
    const std::size_t at = random() % bytes.size();
    switch (i % 3) {
      case 0:
        bytes[at] ^= static_cast<std::byte>(1U << (random() % 8));
        break;
      case 1:
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                    std::min<std::size_t>(8, bytes.size() - at), std::byte{0xFF});
        break;
      default:
        for (int k = 0; k < 16; ++k) bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    }
    WireReader in = reader_of(bytes);
    const auto arrived = read_recording(in);
    refused += in.ok() ? 0 : 1;
    if (!in.ok() || !arrived) continue;
    for (const Stage& stage : arrived->recording.stages)
      ASSERT_LT(stage.repetition, arrived->recording.repetitions.size());
    for (const CounterSeries& series : arrived->recording.series)
      ASSERT_LE(series.first_sample + series.counts.size(), arrived->recording.samples.size());
  }
  EXPECT_GT(refused, cases / 10);
  EXPECT_LT(refused, cases) << "a changed figure is no nonsense";
}

TEST_F(RecordingWire, ARowThatPointsNowhereIsRefused) {
  const auto is_refused = [](OpenedRecording changed) {
    const Bytes bytes = on_the_wire(Result<OpenedRecording>(std::move(changed)));
    WireReader in = reader_of(bytes);
    static_cast<void>(read_recording(in));
    return !in.ok();
  };
  EXPECT_FALSE(is_refused(opened_));
  OpenedRecording changed = opened_;
  changed.recording.stages[0].repetition = 1'000;
  EXPECT_TRUE(is_refused(changed));
  changed = opened_;
  changed.recording.readings[0].counter = 1'000;
  EXPECT_TRUE(is_refused(changed));
  changed = opened_;
  changed.recording.stages[0].kind = static_cast<StageKind>(99);
  EXPECT_TRUE(is_refused(changed));
  changed = opened_;
  changed.recording.distributions[0].n += 1;
  EXPECT_TRUE(is_refused(changed)) << "a histogram that does not add up";
  changed = opened_;
  changed.recording.log = "\x1b[31m";
  EXPECT_TRUE(is_refused(changed));
  changed = opened_;
  changed.recording.header.vcpus = -1;
  EXPECT_TRUE(is_refused(changed));
  changed = opened_;
  std::swap(changed.recording.series[0], changed.recording.series[1]);
  EXPECT_TRUE(is_refused(changed)) << "series out of order";
}

}  // namespace
}  // namespace crossfade::results::jail
