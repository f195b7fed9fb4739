// Simulated instructions per request: what is read of a replay, and beside which recordings it may stand.
#include "analysis/instruction_join.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/side.h"
#include "tests/analysis/replay_builder.h"
#include "tests/support/recording_builder.h"

namespace crossfade::analysis {
namespace {

using crossfade::testing::synthetic_recording;
using crossfade::testing::synthetic_replay;
using crossfade::testing::SyntheticHost;
using crossfade::testing::SyntheticReplay;
using crossfade::testing::SyntheticWorkload;
using ::testing::HasSubstr;

results::Recording measured(bool hardware_counters = false) {
  SyntheticHost host;
  host.blocks = 2;
  host.grid_points = 0;
  host.hardware_counters = hardware_counters;
  return synthetic_recording(host, {SyntheticWorkload{}});
}

/// As the recording's, so that they are the same work.
SyntheticReplay same_work(const results::Recording& r) {
  SyntheticReplay made;
  made.workload = r.workloads.front();
  for (const results::Library& library : r.libraries) {
    if (library.workload == 0) made.libraries.push_back(library);
  }
  return made;
}

std::string refused(const results::Recording& r, const SyntheticReplay& made) {
  const auto joined = join_instructions(r, synthetic_replay(made));
  EXPECT_EQ(joined.size(), 1U);
  return joined.empty() ? "nothing" : joined.front().refused_because;
}

TEST(ReplayedInstructions, AreTheMeanOverTheRequestsWithTheirSpread) {
  const auto all = replayed_instructions(synthetic_replay({}));
  ASSERT_EQ(all.size(), 1U);
  const ReplayedInstructions& one = all.front();
  EXPECT_EQ(one.absent_because, "");
  EXPECT_DOUBLE_EQ(one.per_request, 50'000);
  EXPECT_EQ(one.requests, 3U);
  EXPECT_DOUBLE_EQ(one.least, 49'000);
  EXPECT_DOUBLE_EQ(one.most, 51'000);
  ASSERT_TRUE(one.interval);
  // t(0.975, 2) = 4.3027 times 1000 / sqrt(3).
  EXPECT_NEAR(one.interval->high - 50'000, 2'484.1, 0.1);
  EXPECT_TRUE(one.identical);
  EXPECT_EQ(replays_text(one), "2 replays identical");
  EXPECT_DOUBLE_EQ(one.least_cpu_ns, 10'000);
  EXPECT_DOUBLE_EQ(one.median_cpu_ns, 11'000);
  EXPECT_EQ(one.rounds, 3U);
  EXPECT_DOUBLE_EQ(one.estimated_ipc, 2.5) << "50,000 in 10 us at 2 GHz";
}

TEST(ReplayedInstructions, ClassesCountByTheirSharesAndNotByTheirSamples) {
  SyntheticReplay made;
  made.long_from = 100'000;
  made.replays = {{50'000, 50'000, 250'000, 250'000}};
  const auto one = replayed_instructions(synthetic_replay(made)).front();
  EXPECT_DOUBLE_EQ(one.per_request, 70'000);
  EXPECT_DOUBLE_EQ(one.sample_mean, 150'000);
  ASSERT_TRUE(one.interval);
  EXPECT_DOUBLE_EQ(one.interval->high, 70'000);
  EXPECT_TRUE(one.all_classes);
  EXPECT_DOUBLE_EQ(one.estimated_ipc, 7.5) << "of the requests that were timed";
  made.replays = {{50'000, 50'000}};
  const auto fewer = replayed_instructions(synthetic_replay(made)).front();
  EXPECT_FALSE(fewer.all_classes);
  EXPECT_FALSE(fewer.interval);
  EXPECT_DOUBLE_EQ(fewer.per_request, 50'000);
}

TEST(ReplayedInstructions, ReplaysThatDifferSaySo) {
  SyntheticReplay made;
  made.replays[1][2] += 150;
  const auto one = replayed_instructions(synthetic_replay(made)).front();
  EXPECT_FALSE(one.identical);
  EXPECT_EQ(replays_text(one), "NOT EXACT: 2 replays differ by 0.0999 %");
  made.replays.pop_back();
  EXPECT_EQ(replays_text(replayed_instructions(synthetic_replay(made)).front()), "one replay: not checked");
}

TEST(ReplayedInstructions, AbsentOnesHaveTheReasonAndNoNumber) {
  SyntheticReplay made;
  made.absent_because = "not transferable: SHA-NI";
  const auto one = replayed_instructions(synthetic_replay(made)).front();
  EXPECT_EQ(one.absent_because, "not transferable: SHA-NI");
  EXPECT_TRUE(std::isnan(one.per_request));
  EXPECT_TRUE(std::isnan(one.estimated_ipc));
  EXPECT_DOUBLE_EQ(one.least_cpu_ns, 10'000) << "which was measured";
}

TEST(ReplayedInstructions, ARecordingIsAReplayByItsKindAndCounter) {
  EXPECT_TRUE(is_instruction_replay(synthetic_replay({})));
  results::Recording stated = measured();
  stated.header.kind = results::RecordingKind::simulated;
  EXPECT_FALSE(is_instruction_replay(stated)) << "a stated identity";
  results::Recording mixed = synthetic_replay({});
  mixed.stages.front().kind = results::StageKind::load;
  EXPECT_FALSE(is_instruction_replay(mixed));
}

TEST(ReplayedInstructions, AreInNoSide) {
  const auto pointer = [](results::Recording r) {
    results::OpenedRecording opened;
    opened.recording = std::move(r);
    return std::make_shared<const results::OpenedRecording>(std::move(opened));
  };
  const std::vector<RecordingPointer> both{pointer(measured()), pointer(synthetic_replay({}))};
  const auto sides = group_sides(both);
  ASSERT_EQ(sides.size(), 1U);
  EXPECT_EQ(sides.front().recordings.size(), 1U);
  EXPECT_FALSE(is_simulated(sides.front()));
}

TEST(InstructionJoin, TheSameWorkByTheSameCodeIsJoined) {
  const results::Recording r = measured();
  const auto joined = join_instructions(r, synthetic_replay(same_work(r)));
  ASSERT_EQ(joined.size(), 1U);
  EXPECT_EQ(joined.front().refused_because, "");
  EXPECT_DOUBLE_EQ(joined.front().replayed.per_request, 50'000);
}

TEST(InstructionJoin, WhereHardwareCountedNothingIsJoined) {
  const results::Recording r = measured(true);
  EXPECT_TRUE(join_instructions(r, synthetic_replay(same_work(r))).empty());
}

TEST(InstructionJoin, WhatWasDeniedIsNoCountOfItsOwn) {
  results::Recording r = measured(true);
  for (results::CounterReading& reading : r.readings) reading.state = results::CounterState::denied;
  EXPECT_EQ(refused(r, same_work(r)), "");
}

TEST(InstructionJoin, OtherWorkIsRefusedWithTheDifference) {
  const results::Recording r = measured();
  const auto but = [&](auto change) {
    SyntheticReplay made = same_work(r);
    change(made);
    return refused(r, made);
  };
  EXPECT_EQ(but([](SyntheticReplay& m) { m.workload.name = "other"; }), "it was not replayed");
  EXPECT_EQ(but([](SyntheticReplay& m) { m.workload.version = "2"; }),
            "the workload's versions differ: here 1, there 2");
  EXPECT_THAT(but([](SyntheticReplay& m) { m.workload.parameters = "bytes=1"; }),
              HasSubstr("there 'bytes=1'"));
  EXPECT_THAT(but([](SyntheticReplay& m) { m.workload.dataset_digest = "ff"; }),
              HasSubstr("there ff (another --seed?)"));
  EXPECT_THAT(but([](SyntheticReplay& m) { m.workload.dataset_digest = ""; }),
              HasSubstr("digest of the inputs is missing"));
  EXPECT_THAT(but([](SyntheticReplay& m) { m.isa_cap = "x86-64-v3"; }), HasSubstr("there x86-64-v3"));
  EXPECT_THAT(but([](SyntheticReplay& m) {
                m.libraries.push_back({0, "OpenSSL", "3", "AVX2"});
              }),
              HasSubstr("OpenSSL 3 (AVX2)"));
  EXPECT_EQ(but([](SyntheticReplay& m) { m.absent_because = "not transferable: x"; }), "not transferable: x");
}

TEST(InstructionJoin, AnotherBuildOfThePluginIsRefusedWhereBothKnowTheirs) {
  results::Recording r = measured();
  results::Recording simulated = synthetic_replay(same_work(r));
  simulated.environment.push_back({"build.plugin.tls_segment_digest", "sha256:aa", ""});
  EXPECT_EQ(join_instructions(r, simulated).front().refused_because, "");
  r.environment.push_back({"build.plugin.tls_segment_digest", "sha256:bb", ""});
  EXPECT_THAT(join_instructions(r, simulated).front().refused_because, HasSubstr("other builds"));
}

}  // namespace
}  // namespace crossfade::analysis
