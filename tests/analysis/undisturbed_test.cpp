#include "analysis/undisturbed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/comparison.h"
#include "tests/analysis/sides.h"
#include "tests/support/look_builder.h"

namespace crossfade::analysis {
namespace {

using ::testing::HasSubstr;
using testing::synthetic_recording;
using testing::SyntheticHost;

SyntheticHost host(std::uint32_t disturbed_blocks) {
  SyntheticHost h;
  h.microarchitecture = "Zen 5";
  h.panel_loads_per_cycle = 3.99;
  h.disturbed_blocks = disturbed_blocks;
  h.requests = 1'000;
  return h;
}

SyntheticHost other_host(std::uint32_t disturbed_blocks) {
  SyntheticHost h = host(disturbed_blocks);
  h.host_id = "host-b";
  h.seed = 2;
  return h;
}

Side one(const SyntheticHost& h) {
  return side_of({synthetic_recording(h)});
}

const SideMetric& metric(const std::vector<SideMetric>& all, const std::string& id) {
  for (const SideMetric& m : all) {
    if (m.metric == id) return m;
  }
  ADD_FAILURE() << "no metric " << id;
  return all.front();
}

const MetricComparison& metric(const Comparison& c, const std::string& id) {
  for (const MetricComparison& m : c.workloads.at(0).metrics) {
    if (m.metric == id) return m;
  }
  ADD_FAILURE() << "no metric " << id;
  return c.workloads.at(0).metrics.front();
}

TEST(Undisturbed, LeavesOutTheDisturbedBlocksAndNothingElse) {
  const auto mixed = describe(one(host(3))), quiet = describe(one(host(0)));
  const SideMetric& m = metric(mixed, "capacity");
  ASSERT_TRUE(m.undisturbed.value && m.undisturbed.interval);
  EXPECT_EQ(m.estimate.n.blocks, 8U);
  EXPECT_EQ(m.undisturbed.n.blocks, 5U);
  EXPECT_GT(*m.undisturbed.value, 1.05 * *m.estimate.value) << "3 of 8 blocks took 30 % longer";
  const SideMetric& same = metric(quiet, "capacity");
  EXPECT_EQ(same.undisturbed.value, same.estimate.value);
  EXPECT_EQ(same.undisturbed.n, same.estimate.n);
  EXPECT_NEAR(*m.undisturbed.value / *same.estimate.value, 1, 0.03);
}

TEST(Undisturbed, TakesFourBlocks) {
  EXPECT_TRUE(metric(describe(one(host(4))), "capacity").undisturbed.value);
  const auto metrics = describe(one(host(5)));
  const SideMetric& m = metric(metrics, "capacity");
  EXPECT_FALSE(m.undisturbed.value);
  EXPECT_EQ(m.undisturbed.absent_because, "undisturbed in 3 of 8 blocks: it takes 4");
  EXPECT_TRUE(m.estimate.value) << "as experienced stands";
}

TEST(Undisturbed, ADisturbedLookIsLeftOutToo) {
  results::Recording recording = synthetic_recording(host(3));
  testing::SyntheticLook look;
  testing::add_look(recording, look);
  look.quality = results::Quality::disturbed;
  testing::add_look(recording, look);
  const Side side = side_of({recording});
  const WorkloadRuns runs = process_runs(side, "tls_segment");
  EXPECT_EQ(runs.verifications.size(), 2U);
  EXPECT_EQ(Undisturbed(side).of(runs).verifications.size(), 1U);
}

/// One of its runs measured again, undisturbed, with the stages that it was made of.
void measure_again(results::Recording& recording, std::uint32_t repetition) {
  results::Repetition again = recording.repetitions[repetition];
  again.purpose = results::RepetitionPurpose::rerun;
  recording.repetitions.push_back(again);
  const std::size_t stages = recording.stages.size();
  for (std::size_t i = 0; i < stages; ++i) {
    if (recording.stages[i].repetition != repetition) continue;
    results::Stage stage = recording.stages[i];
    stage.repetition = static_cast<std::uint32_t>(recording.repetitions.size() - 1);
    stage.quality = results::Quality::clean;
    stage.start_unix_ns += 3'600'000'000'000;
    stage.panel_before.l1_loads_per_cycle = stage.panel_after.l1_loads_per_cycle = 3.99;
    recording.stages.push_back(stage);
  }
}

TEST(Undisturbed, WhatWasMeasuredAgainStandsWhereNothingOfTheKindIsLeft) {
  results::Recording recording = synthetic_recording(host(0));
  const std::size_t stages_of_a_run = recording.stages.size() / recording.repetitions.size();
  results::Stage& lost = recording.stages[0];
  lost.quality = results::Quality::disturbed;
  const results::StageKind kind = lost.kind;
  measure_again(recording, 0);
  const Side side = side_of({recording});
  const WorkloadRuns experienced = process_runs(side, "tls_segment");
  const WorkloadRuns left = Undisturbed(side).of(experienced);
  EXPECT_EQ(experienced.runs.size(), 8U);
  ASSERT_EQ(left.runs.size(), 8U) << "no block weighs more";
  ASSERT_EQ(left.runs[0].stages.size(), stages_of_a_run) << "what was clean is not doubled";
  for (const StageView& view : left.runs[0].stages)
    EXPECT_EQ(view.out_of_turn, view.stage->kind == kind) << "a stage of its own kind";
  EXPECT_TRUE(left.reruns.empty());
  // A value of such a stage has no neighbour; those of others have.
  std::size_t paired = 0, alone = 0;
  for (const StageFilter& filter : {StageFilter{results::StageKind::service, {}, {}},
                                    StageFilter{results::StageKind::capacity, {}, {}}}) {
    const Sample values = sample(left, filter, throughput_per_s);
    ASSERT_FALSE(values.values.empty());
    ++(values.values.front().out_of_turn ? alone : paired);
  }
  EXPECT_EQ(alone, 1U);
  EXPECT_EQ(paired, 1U);
}

TEST(Undisturbed, ARerunStandsForABlockThatHasNothingLeft) {
  results::Recording recording = synthetic_recording(host(1));
  std::uint32_t disturbed = 0;
  while (recording.repetitions[disturbed].block != 0) ++disturbed;
  const WorkloadRuns before = [&] {
    const Side side = side_of({recording});
    return Undisturbed(side).of(process_runs(side, "tls_segment"));
  }();
  measure_again(recording, disturbed);
  const Side side = side_of({recording});
  const WorkloadRuns left = Undisturbed(side).of(process_runs(side, "tls_segment"));
  ASSERT_EQ(left.runs.size(), before.runs.size() + 1);
  EXPECT_TRUE(left.runs.back().stages.front().out_of_turn);
}

TEST(Undisturbed, OneRecordingOfASideThatIsNeverQuietLeavesNothing) {
  SyntheticHost bad = host(0);
  bad.panel_loads_per_cycle = 1.9;
  const Side side = side_of({synthetic_recording(host(0)), synthetic_recording(bad)});
  const Undisturbed undisturbed(side);
  EXPECT_THAT(undisturbed.disturbance().absent_because, HasSubstr("never did more than 1.90 of the 4"));
  EXPECT_NEAR(*undisturbed.disturbance().time_share, 0.5, 0.01);
  EXPECT_THAT(metric(describe(side), "service_p50").undisturbed.absent_because, HasSubstr("never did"));
}

TEST(Undisturbed, WhatWasNotMeasuredKeepsItsReason) {
  const auto metrics = describe(one(host(0)));
  EXPECT_THAT(metric(metrics, "ipc").undisturbed.absent_because, HasSubstr("no PMU"));
}

TEST(Undisturbed, ComparisonsHaveBothRatiosAndSayWhereTheyDiffer) {
  // The candidate is a quarter faster, but was disturbed in half of its blocks.
  SyntheticHost fast = other_host(4);
  fast.speed = 1.3;
  fast.disturbed_slowdown = 1.7;
  const auto c = compare(one(host(0)), one(fast), {});
  ASSERT_TRUE(c);
  const MetricComparison& m = metric(*c, "service_p50");
  ASSERT_TRUE(m.ratio.value && m.undisturbed.value);
  EXPECT_FALSE(m.ratio.resolved);
  EXPECT_TRUE(m.undisturbed.resolved);
  EXPECT_NEAR(*m.undisturbed.value, 1 / 1.3, 0.03);
  EXPECT_EQ(agreement(m.ratio, m.undisturbed), Agreement::one_resolved);
  EXPECT_EQ(m.undisturbed.base_n.blocks, 8U);
  EXPECT_EQ(m.undisturbed.candidate_n.blocks, 4U);
  EXPECT_EQ(c->base_disturbance.time_share, 0);
  EXPECT_GT(*c->candidate_disturbance.time_share, 0.4);
}

TEST(Undisturbed, WithoutAPanelOnOneSideThereIsNoRatio) {
  SyntheticHost old = host(0);
  old.panel_loads_per_cycle = 0;
  const auto c = compare(one(old), one(other_host(0)), {});
  ASSERT_TRUE(c);
  const MetricComparison& m = metric(*c, "capacity");
  EXPECT_TRUE(m.ratio.value);
  EXPECT_FALSE(m.undisturbed.value);
  EXPECT_EQ(m.undisturbed.absent_because, "baseline: recorded without a calibration panel");
  EXPECT_TRUE(m.candidate_undisturbed.value);
  EXPECT_FALSE(c->base_disturbance.time_share);
}

TEST(Agreement, IsOfDecisionsNotOfValues) {
  Ratio experienced, undisturbed;
  EXPECT_EQ(agreement(experienced, undisturbed), Agreement::unknown);
  experienced.value = 1.2;
  EXPECT_EQ(agreement(experienced, undisturbed), Agreement::unknown);
  undisturbed.value = 0.8;
  EXPECT_EQ(agreement(experienced, undisturbed), Agreement::same) << "neither is resolved";
  undisturbed.resolved = true;
  EXPECT_EQ(agreement(experienced, undisturbed), Agreement::one_resolved);
  undisturbed.interval = statistics::Interval{0.7, 0.9};
  experienced.interval = statistics::Interval{0.85, 1.6};
  EXPECT_EQ(agreement(experienced, undisturbed), Agreement::one_resolved) << "both may be 0.87";
  experienced.interval = statistics::Interval{0.95, 1.6};
  EXPECT_EQ(agreement(experienced, undisturbed), Agreement::differs) << "one excludes the other";
  experienced.resolved = true;
  EXPECT_EQ(agreement(experienced, undisturbed), Agreement::differs) << "one is faster, the other slower";
  undisturbed.value = 2;
  undisturbed.interval = statistics::Interval{1.7, 2.3};
  EXPECT_EQ(agreement(experienced, undisturbed), Agreement::differs) << "both faster, by other amounts";
  undisturbed.interval = statistics::Interval{1.5, 2.5};
  EXPECT_EQ(agreement(experienced, undisturbed), Agreement::same);
}

}  // namespace
}  // namespace crossfade::analysis
