#include "collector/allotment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/stage_time.h"
#include "tests/collector/simulated_host.h"

namespace crossfade::collector {
namespace {

using results::RepetitionPurpose;
using ::testing::HasSubstr;
using testing::Host;
using testing::plan_of;
using testing::second_ns;

Plan plan_to_allot(std::uint32_t workloads, std::uint64_t budget_ns) {
  Plan plan = plan_of(workloads, fewest_blocks);
  plan.calibration = 3;
  plan.budget_ns = budget_ns;
  plan.precision = 0.03;
  plan.chunk_ns = second_ns / 2;
  plan.chunk_limit_ns = 10 * second_ns;
  plan.trace_requests = 4096;
  return plan;
}

Outlook outlook(double deviation, std::uint64_t process_s, std::uint64_t chunk_s = 1) {
  return {deviation, process_s * second_ns, chunk_s * second_ns};
}

TEST(Allotment, GivesBlocksUntilTheAimIsReached) {
  const Plan plan =
      allotted(plan_to_allot(2, 3'600 * second_ns), {outlook(0.02, 10), outlook(0.06, 10)}, 0).plan;
  EXPECT_TRUE(plan.allotted);
  EXPECT_EQ(plan.workloads[0].blocks, fewest_blocks) << "+-1.7 % already";
  EXPECT_GT(plan.workloads[1].blocks, 15U);
  EXPECT_EQ(plan.blocks, plan.workloads[1].blocks);
  EXPECT_LE(expected_half_width(outlook(0.06, 10), plan.workloads[1].blocks), 0.03);
  EXPECT_GT(expected_half_width(outlook(0.06, 10), plan.workloads[1].blocks - 1), 0.03) << "and no more";
  EXPECT_TRUE(plan.left_out.empty());
}

TEST(Allotment, GivesBlocksUntilRequestsOfLongEnoughAreKept) {
  Outlook fast = outlook(0.02, 10, 2);  // 300,000/s: 0.44 of each slice of half a second are kept
  fast.kept_s = 0.88;
  Outlook slow = outlook(0.02, 10, 2);
  slow.kept_s = 2;
  const Plan plan = allotted(plan_to_allot(2, 3'600 * second_ns), {fast, slow}, 0).plan;
  EXPECT_EQ(plan.workloads[0].blocks, 20U) << "16 s and a little";
  EXPECT_EQ(plan.workloads[1].blocks, 8U) << "exactly 16 s";
  EXPECT_TRUE(plan.left_out.empty());
}

TEST(Allotment, TimeOfRequestsComesBeforePrecisionAndIsMissedAloud) {
  Outlook fast = outlook(0.02, 10, 2), wide = outlook(0.2, 10, 2);
  fast.kept_s = 0.5;
  wide.kept_s = 2;
  const Plan plan = allotted(plan_to_allot(2, 250 * second_ns), {fast, wide}, 0).plan;
  EXPECT_EQ(plan.workloads[0].blocks, 17U) << "all that 160 s leave";
  EXPECT_EQ(plan.workloads[1].blocks, 8U);
  ASSERT_EQ(plan.left_out.size(), 2U);
  EXPECT_EQ(plan.left_out[0],
            "SLO throughput of w0: 8.5 s of its requests expected, and a verdict asks for 16 s: needs 2 min "
            "30 s more");
  Outlook too_fast = fast;
  too_fast.kept_s = 0.01;
  EXPECT_THAT(allotted(plan_to_allot(1, 100'000 * second_ns), {too_fast}, 0).plan.left_out.at(0),
              HasSubstr("2.0 s of its requests expected, and a verdict asks for 16 s: not to be had with 200 "
                        "blocks"));
}

TEST(Allotment, StopsAtTheBudgetAndSaysWhatIsMissing) {
  // 8 x 20 s are 160 s; 40 s are left: four more of the one that needs them.
  const Plan plan =
      allotted(plan_to_allot(2, 220 * second_ns), {outlook(0.02, 10), outlook(0.2, 10)}, 20 * second_ns).plan;
  EXPECT_EQ(plan.workloads[0].blocks, 8U);
  EXPECT_EQ(plan.workloads[1].blocks, 12U);
  ASSERT_EQ(plan.left_out.size(), 1U);
  EXPECT_THAT(plan.left_out[0],
              HasSubstr("SLO throughput of w1: +-12.7 % expected, +-3.0 % aimed at: needs "));
}

TEST(Allotment, GivesWhatIsLeftToThoseThatAreAtTheEdgeOfTheirObjective) {
  Outlook edge = outlook(0.04, 10);  // of the processes that were solved
  edge.solved = 2, edge.unsolved = 1;
  // 16 x 10 s, then four more of w1, and what is left.
  const Plan plan =
      allotted(plan_to_allot(2, 260 * second_ns), {edge, outlook(0.045, 10)}, 20 * second_ns).plan;
  EXPECT_LE(expected_half_width(outlook(0.045, 10), plan.workloads[1].blocks), 0.03);
  EXPECT_EQ(plan.workloads[0].blocks + plan.workloads[1].blocks, 24U) << "all of the time";
  EXPECT_GT(plan.workloads[0].blocks, 8U);
  ASSERT_EQ(plan.left_out.size(), 1U);
  EXPECT_THAT(plan.left_out[0],
              HasSubstr("SLO throughput of w0: how exact is not known: in 1 of 3 processes"));
  edge.solved = 0, edge.unsolved = 3;
  EXPECT_EQ(allotted(plan_to_allot(1, 220 * second_ns), {edge}, 0).plan.blocks, 10U)
      << "hopeless is known: it gets what any workload gets";
}

TEST(Allotment, SaysWhatNoNumberOfBlocksGives) {
  const Plan plan = allotted(plan_to_allot(1, 100'000 * second_ns), {outlook(0.5, 10)}, 0).plan;
  EXPECT_EQ(plan.blocks, most_blocks);
  ASSERT_EQ(plan.left_out.size(), 1U);
  EXPECT_THAT(plan.left_out[0],
              HasSubstr("+-7.0 % expected, +-3.0 % aimed at: not to be had with 200 blocks"));
}

TEST(Allotment, FewerBlocksComeBeforeFewerSloThroughputs) {
  const Allotment given =
      allotted(plan_to_allot(2, 200 * second_ns), {outlook(0.02, 20, 12), outlook(0.02, 10, 2)}, 0);
  EXPECT_TRUE(given.plan.workloads[0].slo);
  EXPECT_EQ(given.expected_blocks, 6U);
  EXPECT_EQ(given.plan.blocks, 8U) << "what fits is seen when it is begun";
  EXPECT_TRUE(given.plan.left_out.empty());
  EXPECT_EQ(
      given.missing,
      "2 of 8 blocks: 6 fit, there is room with --budget 4m for all 8; with 6 blocks intervals are wider, "
      "and the rule for ratios was tested with 8");
}

TEST(Allotment, GivesUpTheSlowestSloThroughputForFourBlocks) {
  const Allotment given =
      allotted(plan_to_allot(2, 100 * second_ns), {outlook(0.02, 20, 12), outlook(0.02, 10, 2)}, 0);
  EXPECT_FALSE(given.plan.workloads[0].slo);
  EXPECT_TRUE(given.plan.workloads[1].slo);
  EXPECT_EQ(given.expected_blocks, 5U) << "18 s each";
  ASSERT_EQ(given.plan.left_out.size(), 1U);
  EXPECT_EQ(given.plan.left_out[0], "SLO throughput of w0: not measured in this budget: needs 20 s more");
}

TEST(Allotment, AnSloThroughputThatMakesLittleRoomStays) {
  const Allotment given = allotted(plan_to_allot(1, 38 * second_ns), {outlook(0.02, 10, 1)}, 0);
  EXPECT_TRUE(given.plan.workloads[0].slo) << "though without it there are four blocks";
  EXPECT_EQ(given.expected_blocks, 3U);
  const Allotment slow = allotted(plan_to_allot(1, 25 * second_ns), {outlook(0.02, 25, 14)}, 0);
  EXPECT_FALSE(slow.plan.workloads[0].slo);
  EXPECT_EQ(slow.expected_blocks, 2U);
}

TEST(Allotment, ExpectsFewerBlocksThanEightRatherThanNone) {
  const Allotment given = allotted(plan_to_allot(1, 25 * second_ns), {outlook(0.02, 10, 0)}, 0);
  EXPECT_EQ(given.expected_blocks, 2U);
  EXPECT_THAT(given.missing,
              HasSubstr("6 of 8 blocks: 2 fit, there is room with --budget 40s for 4, with --budget "
                        "80s for all 8; with 2 blocks hardly a value has an interval"));
  const Allotment least = allotted(plan_to_allot(1, second_ns), {outlook(0.02, 10, 1)}, 0);
  EXPECT_EQ(least.expected_blocks, 1U);
  EXPECT_THAT(least.missing, HasSubstr("one block has no variance: no intervals, no ratios"));
}

TEST(Allotment, RerunsAndLooksGiveWayToTheFirstEightBlocks) {
  Plan plan = plan_to_allot(1, 85 * second_ns);
  plan.rerun_share = 0.25;
  plan.verify_ns = 40 * second_ns;
  const Allotment given = allotted(plan, {outlook(0.02, 10)}, 0);
  EXPECT_EQ(given.expected_blocks, 8U);
  EXPECT_EQ(given.missing, "");
  EXPECT_TRUE(given.plan.workloads[0].slo);
  ASSERT_EQ(given.plan.left_out.size(), 1U);
  EXPECT_EQ(given.plan.left_out[0],
            "a part of the reruns of disturbed stages and looks below the SLO throughputs: they get the time "
            "that blocks leave, about 35 s less than planned");
}

TEST(Allotment, IsExpectedBeforeAnythingIsMeasured) {
  Plan plan = plan_to_allot(1, 0);
  const std::uint64_t eight_ns = assumed_run_ns(plan, 8), four_ns = assumed_run_ns(plan, 4);
  EXPECT_EQ(assumed_run_ns(plan, 0), 3 * (assumed_overhead_ns + 3 * second_ns + second_ns / 2));
  plan.budget_ns = eight_ns;
  EXPECT_EQ(expected_allotment(plan).expected_blocks, 8U);
  EXPECT_EQ(expected_allotment(plan).missing, "");
  EXPECT_EQ(progress(plan, {}, 0).items_total, 3U + 8U);
  plan.budget_ns = four_ns;
  EXPECT_EQ(expected_allotment(plan).expected_blocks, 4U);
  EXPECT_THAT(expected_allotment(plan).missing, HasSubstr("4 of 8 blocks: "));
  EXPECT_EQ(progress(plan, {}, 0).items_total, 3U + 4U) << "and so the progress goes to its end";
}

TEST(Allotment, ReservesTimeForRerunsAndLooks) {
  Plan with = plan_to_allot(1, 400 * second_ns);
  with.rerun_share = 0.25;
  with.verify_ns = 40 * second_ns;
  const auto much = std::vector<Outlook>{outlook(0.5, 10)};
  EXPECT_EQ(allotted(plan_to_allot(1, 400 * second_ns), much, 0).plan.blocks, 40U);
  EXPECT_EQ(allotted(with, much, 0).plan.blocks, 30U);
}

TEST(Allotment, WhatIsNotVerifiedKeepsNoTimeForIt) {
  Plan plan = plan_to_allot(1, 70 * second_ns);
  plan.verify_ns = 40 * second_ns;
  const Allotment given = allotted(plan, {outlook(0.02, 20, 12)}, 0);
  EXPECT_FALSE(given.plan.workloads[0].slo);
  EXPECT_EQ(given.expected_blocks, 8U) << "64 s without chunks";
  ASSERT_EQ(given.plan.left_out.size(), 1U) << given.plan.left_out.back();
}

TEST(Allotment, ASloThroughputThatIsNotWantedIsNotMissed) {
  Plan plan = plan_to_allot(1, 3'600 * second_ns);
  plan.chunk_ns = 0;
  EXPECT_TRUE(allotted(plan, {outlook(0.02, 10, 0)}, 0).plan.left_out.empty());
}

TEST(Allotment, AWorkloadTooSlowForAChunkIsSaidSo) {
  Outlook slow = outlook(0.5, 10, 0);
  slow.wanted_chunk_ns = 90 * second_ns;
  const Plan plan = allotted(plan_to_allot(1, 3'600 * second_ns), {slow}, 0).plan;
  EXPECT_EQ(plan.blocks, fewest_blocks);
  ASSERT_EQ(plan.left_out.size(), 1U);
  EXPECT_EQ(
      plan.left_out[0],
      "SLO throughput of w0: not measured in this profile: needs 12 min 00 s: 300 requests take longer than "
      "10 s");
}

TEST(Calibration, ComesFirstAndThePlanWaitsForTheAllotment) {
  const Plan plan = plan_to_allot(2, 3'600 * second_ns);
  Host host(plan);
  ASSERT_TRUE(host.run());
  ASSERT_EQ(host.recording.repetitions.size(), 6U);
  for (const auto& item : host.items) EXPECT_EQ(item.purpose, RepetitionPurpose::calibration);
  for (const auto& stage : host.recording.stages) EXPECT_NE(stage.kind, results::StageKind::load);
  EXPECT_TRUE(needs_allotment(plan, host.recording));

  const auto seen = outlooks(plan, host.recording);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_LT(seen[1].deviation, 0.05) << "its chunks are alike, the usual deviation is 4 %";
  EXPECT_GT(seen[1].kept_s, 0) << "of the chunks of one process";
  EXPECT_LE(seen[1].kept_s, 1e-9 * static_cast<double>(seen[1].chunk_ns) * 1.01);
  const Plan settled = allotted(plan, seen, 60 * second_ns).plan;
  EXPECT_FALSE(needs_allotment(settled, host.recording));
  const auto next = next_item(settled, host.recording);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->purpose, RepetitionPurpose::measurement);
  EXPECT_EQ(next->block, 0U);
  const auto read = plan_from_json(to_json(settled));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, settled);
}

TEST(Calibration, NeedsNoLoadCurve) {
  Plan plan = plan_to_allot(1, 3'600 * second_ns);
  plan.load_curve = false;
  plan.load_ns = 0;
  plan.spikes.factors = {2};
  Host host(plan);
  ASSERT_TRUE(host.run());
  const auto seen = outlooks(plan, host.recording);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_GT(seen[0].process_ns,
            seen[0].chunk_ns + plan.service_ns + plan.capacity_ns + plan.spikes.stage_ns());
}

TEST(PlanItems, AWorkloadWithFewerBlocksIsSpreadOverThePlan) {
  Plan plan = plan_of(2, 20);
  plan.workloads[1].blocks = 5;
  std::vector<std::uint32_t> in;
  for (std::uint32_t b = 0; b < plan.blocks; ++b) {
    EXPECT_TRUE(is_in_block(plan, 0, b));
    if (is_in_block(plan, 1, b)) in.push_back(b);
  }
  EXPECT_EQ(in, (std::vector<std::uint32_t>{3, 7, 11, 15, 19}));
  Host host(plan);
  ASSERT_TRUE(host.run());
  EXPECT_EQ(host.recording.repetitions.size(), 25U);
  EXPECT_EQ(progress(plan, host.recording, 0).items_total, 25U);
}

TEST(Verification, EachWorkloadIsLookedAtOnceAfterTheLastBlock) {
  Plan plan = plan_of(2, 3);
  plan.chunk_ns = second_ns;
  plan.chunk_limit_ns = 3 * second_ns;
  plan.trace_requests = 4096;
  plan.verify_ns = 600 * second_ns;
  Host host(plan);
  ASSERT_TRUE(host.run());
  ASSERT_EQ(host.items.size(), 8U);
  for (std::uint32_t r = 6; r < 8; ++r) {
    EXPECT_EQ(host.items[r].purpose, RepetitionPurpose::verification);
    const auto stages = testing::stages_of(host.recording, r);
    // No rate meets the objective of workload 0: there is nothing to verify.
    ASSERT_EQ(stages.size(), host.items[r].workload == 0 ? 0U : 1U);
    if (stages.empty()) continue;
    EXPECT_EQ(stages[0]->kind, results::StageKind::verify);
    EXPECT_GT(stages[0]->offered_per_s, 400);
    EXPECT_LT(stages[0]->offered_per_s, 650);
  }
}

}  // namespace
}  // namespace crossfade::collector
