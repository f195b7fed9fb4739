// Scaling from recordings: efficiency, the law or the reason why there is none, siblings, and contention
// beside its control.
#include "analysis/scaling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/contended_control.h"
#include "tests/analysis/sides.h"

namespace crossfade::analysis {
namespace {

using results::Recording;
using ::testing::HasSubstr;
using testing::SyntheticHost;
using testing::SyntheticWorkload;

SyntheticHost many_cores() {
  SyntheticHost host;
  host.workers = 16;
  host.thread_counts = {1, 2, 4, 8, 12, 16};
  host.block_noise = 0.05;
  host.stage_noise = 0.005;
  host.grid_points = 0;
  host.requests = 100;
  return host;
}

SyntheticWorkload lawful(double contention = 0.05, double coherence = 0.002) {
  SyntheticWorkload w;
  w.contention = contention;
  w.coherence = coherence;
  return w;
}

ScalingCurve curve_of(std::vector<Recording> recordings, const std::string& workload = "tls_segment") {
  const auto curves = scaling_curves({side_of(std::move(recordings))}, workload);
  EXPECT_EQ(curves.size(), 1u);
  return curves.empty() ? ScalingCurve{} : curves.front();
}

ScalingCurve curve_of(const SyntheticHost& host, const SyntheticWorkload& workload = lawful()) {
  return curve_of({testing::synthetic_recording(host, {workload})});
}

TEST(Scaling, EfficiencyIsWithinTheProcess) {
  const ScalingCurve curve = curve_of(many_cores());
  ASSERT_EQ(curve.points.size(), 6u);
  const ScalingPoint &one = curve.points[0], &all = curve.points[5];
  EXPECT_EQ(all.threads, 16u);
  EXPECT_EQ(all.cores, 16u);
  ASSERT_TRUE(all.efficiency.value && all.efficiency.interval);
  EXPECT_NEAR(*all.efficiency.value, 1 / (1 + 0.05 * 15 + 0.002 * 240), 0.01);
  EXPECT_DOUBLE_EQ(*all.speed_up.value, 16 * *all.efficiency.value);
  EXPECT_DOUBLE_EQ(all.speed_up.interval->high, 16 * all.efficiency.interval->high);
  // Process runs differ by 5 %, their stages by 0.5 %: only the throughput shows the former.
  EXPECT_LT(all.efficiency.interval->high / all.efficiency.interval->low, 1.03);
  EXPECT_GT(all.throughput_per_s.interval->high / all.throughput_per_s.interval->low, 1.05);
  EXPECT_EQ(one.efficiency.value, 1.0);
  EXPECT_FALSE(one.efficiency.interval) << "by definition";
  EXPECT_EQ(all.throughput_per_s.n.processes, 8u);
}

TEST(Scaling, TheLawHasItsBoundsAndPredictsApart) {
  const ScalingCurve curve = curve_of(many_cores());
  ASSERT_TRUE(curve.law.bounds) << curve.law.absent_because;
  EXPECT_TRUE(curve.law.bounds->contention.contains(0.05));
  EXPECT_TRUE(curve.law.bounds->coherence.contains(0.002));
  EXPECT_EQ(curve.law.processes, 8u);
  ASSERT_EQ(curve.predictions.size(), 2u);
  EXPECT_EQ(curve.predictions[0].threads, 24u);
  EXPECT_EQ(curve.predictions[1].threads, 32u) << "at most twice what was measured";
  const double truth = 5000 * 32 / (1 + 0.05 * 31 + 0.002 * 32 * 31);
  EXPECT_TRUE(curve.predictions[1].throughput_per_s.interval->contains(truth));
  for (const ScalingPoint& p : curve.points) EXPECT_LE(p.threads, 16u) << "never among what was measured";
}

TEST(Scaling, FewThreadCountsHaveEfficiencyAndTheReason) {
  SyntheticHost host = many_cores();
  host.workers = 2;
  host.thread_counts = {};
  const ScalingCurve two = curve_of(host);
  ASSERT_EQ(two.points.size(), 2u);
  EXPECT_TRUE(two.points[1].efficiency.value);
  EXPECT_FALSE(two.law.bounds);
  EXPECT_TRUE(two.predictions.empty());
  EXPECT_THAT(two.law.absent_because, HasSubstr("2 thread counts"));
  EXPECT_THAT(two.law.absent_because, HasSubstr("this machine has 2 cores"));

  host.workers = 16;
  host.thread_counts = {1, 2, 4, 8, 16};
  const ScalingCurve five = curve_of(host);
  EXPECT_FALSE(five.law.bounds);
  EXPECT_THAT(five.law.absent_because, HasSubstr("measure --threads 1,2,3,4,6,8,12,16"));
  host.workers = 7;
  host.thread_counts = {1, 7};
  EXPECT_THAT(curve_of(host).law.absent_because, HasSubstr("measure --threads 1,2,3,4,5,6,7"));
}

TEST(Scaling, FewProcessesHaveNoLaw) {
  SyntheticHost host = many_cores();
  host.blocks = 2;
  const ScalingCurve curve = curve_of(host);
  EXPECT_FALSE(curve.law.bounds);
  EXPECT_THAT(curve.law.absent_because, HasSubstr("2 process runs"));
}

TEST(Scaling, ARunThatLacksAThreadCountIsNotFitted) {
  Recording r = testing::synthetic_recording(many_cores(), {lawful()});
  std::size_t voided = 0;
  for (results::Stage& s : r.stages) {
    if (s.kind == results::StageKind::capacity && s.workers == 8 && voided < 3) {
      s.quality = results::Quality::voided;
      ++voided;
    }
  }
  const ScalingCurve curve = curve_of({r});
  EXPECT_EQ(curve.law.processes, 5u);
  EXPECT_TRUE(curve.law.bounds);
  EXPECT_EQ(curve.points[3].throughput_per_s.n.processes, 5u);
  EXPECT_EQ(curve.points[4].throughput_per_s.n.processes, 8u);
}

TEST(Scaling, WithoutOneThreadThereIsNoEfficiency) {
  SyntheticHost host = many_cores();
  host.thread_counts = {2, 4};
  const ScalingCurve curve = curve_of(host);
  EXPECT_TRUE(curve.points[1].throughput_per_s.value);
  EXPECT_FALSE(curve.points[1].efficiency.value);
  EXPECT_THAT(curve.points[1].efficiency.absent_because, HasSubstr("one thread"));
}

TEST(Scaling, ALawThatDoesNotHoldIsNotShown) {
  Recording r = testing::synthetic_recording(many_cores(), {lawful()});
  for (results::Stage& s : r.stages) {
    if (s.kind == results::StageKind::capacity && s.workers >= 12) s.completed /= 2;  // another memory node
  }
  const ScalingCurve curve = curve_of({r});
  EXPECT_FALSE(curve.law.bounds);
  EXPECT_THAT(curve.law.absent_because, HasSubstr("lack of fit"));
  EXPECT_TRUE(curve.predictions.empty());
}

TEST(Scaling, SiblingsAreARegimeOfTheirOwn) {
  SyntheticHost host = many_cores();
  host.cores = 8;
  host.sibling_gain = 0.3;
  host.thread_counts = {1, 2, 3, 4, 6, 8, 12, 16};
  const ScalingCurve curve = curve_of(host);
  EXPECT_EQ(curve.law.thread_counts, (std::vector<std::uint32_t>{1, 2, 3, 4, 6, 8}));
  ASSERT_TRUE(curve.law.bounds) << curve.law.absent_because;
  EXPECT_TRUE(curve.law.bounds->coherence.contains(0.002)) << "the kink is not in it";
  EXPECT_EQ(curve.siblings.from_threads, 8u);
  EXPECT_EQ(curve.siblings.to_threads, 16u);
  ASSERT_TRUE(curve.siblings.gain.interval);
  EXPECT_TRUE(curve.siblings.gain.interval->contains(0.3));
  EXPECT_THAT(curve.siblings.straight, HasSubstr("not refuted"));
  EXPECT_TRUE(curve.siblings.is_line);
  EXPECT_EQ(curve.points[7].cores, 8u);
  EXPECT_EQ(curve.predictions.back().threads, 16u) << "of cores";
}

TEST(Scaling, FourThreadsOnTwoCoresHaveASiblingGain) {
  SyntheticHost host = many_cores();
  host.workers = 4;
  host.cores = 2;
  host.sibling_gain = 0.25;
  host.thread_counts = {1, 2, 4};
  const ScalingCurve curve = curve_of(host);
  ASSERT_TRUE(curve.siblings.gain.interval);
  EXPECT_TRUE(curve.siblings.gain.interval->contains(0.25));
  EXPECT_EQ(curve.siblings.straight, "") << "two thread counts say nothing of those between";
  EXPECT_FALSE(curve.siblings.is_line);
  host.thread_counts = {1, 4};
  EXPECT_THAT(curve_of(host).siblings.gain.absent_because, HasSubstr("not measured"));
}

TEST(Scaling, RecordingsThatDifferInCoresHaveNoLaw) {
  SyntheticHost other = many_cores();
  other.cores = 8;
  const ScalingCurve curve = curve_of({testing::synthetic_recording(many_cores(), {lawful()}),
                                       testing::synthetic_recording(other, {lawful()})});
  EXPECT_FALSE(curve.points.back().cores);
  EXPECT_THAT(curve.law.absent_because, HasSubstr("differ"));
}

TEST(Scaling, CpusThatMayShareCoresHaveNoLaw) {
  const Recording sure = testing::synthetic_recording(many_cores(), {lawful()});
  Recording unsure = sure;
  unsure.absences.push_back({"topology.cores", "CPUs 0 and 1 slow each other down"});
  for (const auto& recordings : {std::vector{unsure}, std::vector{sure, unsure}}) {
    const ScalingCurve curve = curve_of(recordings);
    EXPECT_EQ(curve.points.front().cores, 1u);
    EXPECT_FALSE(curve.points.back().cores);
    EXPECT_THAT(curve.cores_absent_because, HasSubstr("CPUs 0 and 1"));
    EXPECT_EQ(curve.law.absent_because, curve.cores_absent_because);
    EXPECT_FALSE(curve.law.bounds);
    EXPECT_FALSE(curve.siblings.gain.value);
    EXPECT_TRUE(curve.predictions.empty());
    EXPECT_TRUE(curve.points.back().efficiency.value) << "needs no cores";
  }
}

TEST(Scaling, NothingMeasuredIsNoCurve) {
  const Side side = side_of({testing::synthetic_recording(many_cores(), {lawful()})});
  EXPECT_TRUE(scaling_curves({side}, "another").empty());
  EXPECT_TRUE(scaling_curves({}, "tls_segment").empty());
}

class ContendedScaling : public ::testing::Test {
 protected:
  static SyntheticWorkload preset(const std::string& name, double contention, double overlap = 0.99) {
    SyntheticWorkload w = lawful(contention, 0);
    w.name = "contended";
    w.preset = name;
    w.parameters = "sharing=" + name + " work=16";
    w.flags = results::Workload::contended_flag;
    w.overlap = overlap;
    return w;
  }
  static SyntheticHost host() {
    SyntheticHost h = many_cores();
    h.workers = 2;
    h.thread_counts = {};
    return h;
  }
};

TEST_F(ContendedScaling, StandsBesideItsControl) {
  const Recording r = testing::synthetic_recording(host(), {preset("none", 0.05), preset("lock", 0.6)});
  const ScalingCurve lock = curve_of({r}, "contended@lock"), none = curve_of({r}, "contended@none");
  EXPECT_EQ(lock.control, "contended@none");
  const Estimate& against = lock.points[1].against_control;
  ASSERT_TRUE(against.value && against.interval) << against.absent_because;
  EXPECT_NEAR(*against.value, 1.05 / 1.6, 0.01);
  EXPECT_EQ(against.n.processes, 8u) << "blocks that have both";
  EXPECT_NEAR(*lock.points[1].overlap.value, 0.99, 0.01);
  EXPECT_NEAR(*lock.points[0].overlap.value, 0, 1e-12);
  EXPECT_FALSE(lock.points[0].against_control.value) << "one thread shares nothing";
  EXPECT_EQ(none.control, none.workload);
  EXPECT_FALSE(none.points[1].against_control.value);
}

TEST_F(ContendedScaling, WithoutItsControlItSaysSo) {
  SyntheticWorkload longer = preset("none", 0.05);
  longer.parameters = "sharing=none work=99";
  const ScalingCurve curve =
      curve_of({testing::synthetic_recording(host(), {longer, preset("lock", 0.6)})}, "contended@lock");
  EXPECT_TRUE(curve.contended);
  EXPECT_EQ(curve.control, "");
  EXPECT_THAT(curve.control_absent_because, HasSubstr("contended@none"));
  EXPECT_FALSE(curve.points[1].against_control.value);
}

TEST_F(ContendedScaling, OnlyBlocksWithBothAreCompared) {
  Recording r = testing::synthetic_recording(host(), {preset("none", 0.05), preset("lock", 0.6)});
  for (results::Repetition& p : r.repetitions) {
    if (p.workload == 0 && p.block < 2) p.outcome = results::RepetitionOutcome::crashed;
  }
  const ScalingCurve curve = curve_of({r}, "contended@lock");
  EXPECT_EQ(curve.points[1].against_control.n.blocks, 6u);
  ASSERT_EQ(curve.points[1].against_control.cautions.size(), 1u);
  EXPECT_THAT(curve.points[1].against_control.cautions[0], HasSubstr("same block"));
}

TEST_F(ContendedScaling, WhatSharesNothingHasNoControl) {
  const ScalingCurve curve = curve_of(many_cores());
  EXPECT_FALSE(curve.contended);
  EXPECT_FALSE(curve.points[1].overlap.value);
}

}  // namespace
}  // namespace crossfade::analysis
