#include "collector/counter_rotation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>

namespace crossfade::collector {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Passes = std::vector<std::vector<CounterEvent>>;

Plan plan_of(std::uint32_t blocks, std::vector<std::uint32_t> blocks_of_workloads = {0, 0}) {
  Plan plan;
  plan.blocks = blocks;
  for (const std::uint32_t own : blocks_of_workloads) {
    PlannedWorkload workload;
    workload.name = "w" + std::to_string(plan.workloads.size());
    workload.blocks = own;
    plan.workloads.push_back(std::move(workload));
  }
  return plan;
}

std::vector<std::uint32_t> passes_of(const Plan& plan, std::uint32_t workload, std::uint32_t passes) {
  std::vector<std::uint32_t> taken;
  for (std::uint32_t i = 0; i < items_total(plan); ++i) {
    const WorkItem item = item_at(plan, i);
    if (item.workload == workload && item.purpose == results::RepetitionPurpose::measurement &&
        is_in_block(plan, workload, item.block))
      taken.push_back(pass_of(plan, item, passes));
  }
  return taken;
}

Passes three_passes() {
  const auto event = [](const char* metric) {
    CounterEvent e;
    e.metric = metric;
    return e;
  };
  return {{event("cycles"), event("branch_misses")},
          {event("cycles"), event("slots")},
          {event("cycles"), event("dtlb_walks")}};
}

TEST(CounterRotation, PassesTakeTurnsEveryTwoBlocks) {
  const Plan plan = plan_of(14);
  EXPECT_THAT(passes_of(plan, 0, 3), ElementsAre(0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2, 0, 0));
  EXPECT_EQ(passes_of(plan, 1, 3), passes_of(plan, 0, 3)) << "alike for all workloads of a block";
  EXPECT_THAT(passes_of(plan_of(5), 0, 1), ElementsAre(0, 0, 0, 0, 0));
}

TEST(CounterRotation, OfTwoRecordingsInTurnEitherGoesFirstWithEveryPass) {
  for (const std::uint32_t blocks : {8U, 12U, 16U, 24U, 48U}) {
    std::map<std::uint32_t, std::array<std::size_t, 2>> firsts;  // by pass and side: A B, then B A
    const auto taken = passes_of(plan_of(blocks), 0, 11);
    for (std::size_t block = 0; block < taken.size(); ++block) ++firsts[taken[block]].at(block % 2);
    for (const auto& [pass, sides] : firsts) {
      if (sides[0] + sides[1] == 1) continue;  // in one process, where there are few blocks
      EXPECT_GE(std::min(sides[0], sides[1]), 2U) << blocks << " blocks, pass " << pass;
      EXPECT_LE(std::max(sides[0], sides[1]) - std::min(sides[0], sides[1]), 1U);
    }
  }
}

TEST(CounterRotation, WithFewBlocksTheFirstPassHasFourAndTheNextOnesHaveOne) {
  EXPECT_THAT(passes_of(plan_of(8), 0, 11), ElementsAre(0, 0, 1, 2, 0, 0, 3, 4));
  EXPECT_THAT(passes_of(plan_of(12), 0, 11), ElementsAre(0, 0, 1, 2, 3, 4, 0, 0, 5, 6, 7, 8));
  EXPECT_THAT(passes_of(plan_of(5), 0, 3), ElementsAre(0, 0, 1, 0, 0));
  EXPECT_THAT(passes_of(plan_of(4), 0, 3), ElementsAre(0, 0, 0, 0)) << "an interval before another value";
  EXPECT_THAT(passes_of(plan_of(1), 0, 3), ElementsAre(0));
  Plan calibration = plan_of(40);
  calibration.until_budget = true;
  EXPECT_THAT(passes_of(calibration, 0, 11), ::testing::Each(0)) << "how many blocks fit is not known";
}

TEST(CounterRotation, EveryPassIsInAProcessWhereTheFirstStillHasFour) {
  EXPECT_THAT(passes_of(plan_of(8), 0, 5), ElementsAre(0, 0, 1, 2, 0, 0, 3, 4));
  EXPECT_THAT(passes_of(plan_of(6), 0, 3), ElementsAre(0, 0, 1, 0, 0, 2));
  EXPECT_THAT(passes_of(plan_of(12), 0, 5), ElementsAre(0, 0, 2, 1, 1, 3, 0, 0, 4, 1, 1, 0));
  for (std::uint32_t passes = 2; passes <= 11; ++passes) {
    for (std::uint32_t blocks = passes + 3; blocks < 60; ++blocks) {
      std::map<std::uint32_t, std::uint32_t> processes;
      for (const std::uint32_t pass : passes_of(plan_of(blocks), 0, passes)) ++processes[pass];
      EXPECT_EQ(processes.size(), passes) << blocks << " blocks";
      EXPECT_GE(processes[0], 4U) << blocks << " blocks, " << passes << " passes";
    }
  }
}

TEST(CounterRotation, BlocksThatWereAddedGoToPassesThatLackProcesses) {
  Plan longer = plan_of(16);
  longer.blocks_at_first = 8;
  EXPECT_THAT(passes_of(longer, 0, 11), ElementsAre(0, 0, 1, 2, 0, 0, 3, 4, 1, 1, 1, 2, 2, 2, 3, 3));
  longer.blocks = 20;
  EXPECT_THAT(passes_of(longer, 0, 5),
              ElementsAre(0, 0, 1, 2, 0, 0, 3, 4, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4))
      << "as many as rotation_gap() said";
}

TEST(CounterRotation, AWorkloadOfEveryOtherBlockGoesThroughAllPasses) {
  const Plan plan = plan_of(16, {16, 8});
  EXPECT_THAT(passes_of(plan, 1, 2), ElementsAre(0, 0, 1, 1, 0, 0, 1, 1));
  EXPECT_THAT(passes_of(plan, 1, 4), ElementsAre(0, 0, 1, 2, 0, 0, 3, 0)) << "the fewest of any workload";
}

TEST(CounterRotation, ARerunHasThePassOfWhatItRepeats) {
  Plan plan = plan_of(4);
  plan.rerun_share = 0.1;
  for (std::uint32_t i = 0; i < items_total(plan); ++i) {
    const WorkItem item = item_at(plan, i);
    if (item.purpose != results::RepetitionPurpose::rerun) continue;
    const WorkItem repeated = item_at(plan, measurement_of_rerun(plan, i));
    EXPECT_EQ(pass_of(plan, item, 3), pass_of(plan, repeated, 3));
  }
}

TEST(CounterRotation, SaysWhatFewBlocksDoNotCount) {
  const std::string gap = rotation_gap(plan_of(5), 5, three_passes());
  EXPECT_THAT(gap,
              HasSubstr("of 3 passes of the counters the first is in 4 of 5 processes of a workload, the "
                        "next is in one, so that what is counted there has a value and no interval: slots"));
  EXPECT_THAT(gap,
              HasSubstr("; not counted is: dtlb_walks; --blocks 6 would count it once; --blocks 12 gives "
                        "everything an interval"));
  EXPECT_THAT(rotation_gap(plan_of(1), 1, three_passes()),
              HasSubstr("the first is in 1 of 1 process of a workload; not counted are: slots, dtlb_walks"));
  EXPECT_EQ(rotation_gap(plan_of(12), 12, three_passes()), "");
  EXPECT_NE(rotation_gap(plan_of(12, {12, 3}), 12, three_passes()), "") << "the fewest of any workload";
  EXPECT_EQ(rotation_gap(plan_of(1), 1, {three_passes().front()}), "");
}

TEST(CounterRotation, SaysWhatFewBlocksCountWithoutAnInterval) {
  const std::string gap = rotation_gap(plan_of(9), 9, three_passes());
  EXPECT_THAT(gap, HasSubstr("the first 2 are in 4 of 9 processes of a workload, the next is in one"));
  EXPECT_THAT(gap, HasSubstr("no interval: dtlb_walks; --blocks 12 gives everything an interval"));
  EXPECT_THAT(gap, Not(HasSubstr("slots"))) << "in the second pass";
  EXPECT_THAT(gap, Not(HasSubstr("not counted"))) << "everything is";
}

TEST(CounterRotation, TellsThePasses) {
  EXPECT_EQ(rotation_text({three_passes().front()}), "") << "there is nothing to take turns";
  EXPECT_THAT(rotation_text(three_passes()), HasSubstr("counters in 3 passes"));
  EXPECT_THAT(rotation_text(three_passes()), HasSubstr("   2  cycles, slots\n"));
}

}  // namespace
}  // namespace crossfade::collector
