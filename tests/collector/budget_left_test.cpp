#include "collector/budget_left.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tests/collector/simulated_host.h"

namespace crossfade::collector {
namespace {

using results::Quality;
using results::RepetitionPurpose;
using results::StageKind;
using testing::blocks_of;
using testing::Host;
using testing::plan_of;
using testing::second_ns;

/// One process of calibration and four blocks, of stages of a second; nothing else takes time.
Plan plan_with(std::uint64_t budget_s) {
  Plan plan = plan_of(1, 4);
  plan.calibration = 1;
  plan.allotted = true;
  plan.budget_ns = budget_s * second_ns;
  return plan;
}

std::uint64_t stages_s(const Host& host) {
  std::uint64_t total_ns = 0;
  for (const auto& stage : host.recording.stages) total_ns += stage.duration_ns;
  return total_ns / second_ns;
}

/// What the whole plan takes.
std::uint64_t whole_s() {
  Host host(plan_with(10'000));
  EXPECT_TRUE(host.run());
  EXPECT_EQ(blocks_of(host), 4U);
  return stages_s(host);
}

TEST(BudgetLeft, IsWhatTheRecordedProcessesDidNotTake) {
  Host host(plan_with(10'000));
  ASSERT_TRUE(host.run());
  const auto left = budget_left(plan_with(100), host.recording);
  ASSERT_TRUE(left);
  EXPECT_EQ(left->left_ns, (100 - whole_s()) * second_ns);
  EXPECT_EQ(left->overhead_ns, 0U);
  EXPECT_EQ(budget_left(plan_with(1), host.recording)->left_ns, 0U);
  EXPECT_FALSE(budget_left(plan_of(1, 4), host.recording)) << "no budget";
}

TEST(BudgetLeft, NoBlockIsBegunThatDoesNotFitAndOneThereAlwaysIs) {
  const std::uint64_t block_s = (whole_s() - 3) / 4;
  for (const auto& [budget_s, blocks] : {std::pair{3 + 2 * block_s, 2U},
                                         {3 + 3 * block_s - 1, 2U},
                                         {3 + 3 * block_s, 3U},
                                         {std::uint64_t{1}, 1U}}) {
    Host host(plan_with(budget_s));
    ASSERT_TRUE(host.run());
    EXPECT_EQ(blocks_of(host), blocks) << budget_s;
    const BlocksNotBegun missing = blocks_not_begun(plan_with(budget_s), host.recording);
    EXPECT_EQ(missing.blocks, 4 - blocks);
    const std::uint64_t left_s = std::max(budget_s, 3 + blocks * block_s) - (3 + blocks * block_s);
    EXPECT_EQ(missing.needed_ns, ((4 - blocks) * block_s - left_s) * second_ns);
  }
}

// Only what was measured says how long a block really takes.
TEST(BudgetLeft, ABlockThatFitsAfterAllIsBegun) {
  Plan plan = plan_with(3 + 3 * (whole_s() - 3) / 4);
  plan.blocks = 8;
  Host host(plan);
  ASSERT_TRUE(host.run());
  EXPECT_EQ(blocks_of(host), 3U);
  EXPECT_EQ(progress(plan, host.recording, 0).items_total, 4U);
}

TEST(BudgetLeft, AWorkloadThatWasGivenUpTakesNoTime) {
  Plan plan = plan_of(2, 4);
  plan.calibration = 1;
  plan.allotted = true;
  Host generous(plan_with(10'000));
  ASSERT_TRUE(generous.run());
  plan.budget_ns = (whole_s() + 1) * second_ns;
  Host host(plan);
  host.fate = [](const WorkItem& item) {
    return item.workload == 1 ? results::RepetitionOutcome::refused : results::RepetitionOutcome::ok;
  };
  ASSERT_TRUE(host.run());
  EXPECT_EQ(blocks_of(host), 4U);
}

TEST(BudgetLeft, NoBlockIsBegunAfterARerunOrALook) {
  Plan plan = plan_with(3 + 2 * (whole_s() - 3) / 4 + 2);
  plan.rerun_share = 0.25;
  Host host(plan);
  host.quality = [](const WorkItem& item, const StageSpec&) {
    return item.block == 0 ? Quality::disturbed : Quality::clean;
  };
  ASSERT_TRUE(host.run());
  ASSERT_EQ(host.items.back().purpose, RepetitionPurpose::rerun);
  plan.budget_ns *= 2;
  EXPECT_EQ(blocks_not_begun(plan, host.recording).blocks, 2U);
  const auto next = next_item(plan, host.recording);
  EXPECT_TRUE(!next || next->purpose == RepetitionPurpose::rerun);
}

TEST(BudgetLeft, RerunsThatDoNotFitAreNotBegun) {
  for (const std::uint64_t spare_s : {0U, 1U, 2U, 3U}) {
    Plan plan = plan_with(whole_s() + spare_s);
    plan.rerun_share = 0.25;
    Host host(plan);
    host.quality = [](const WorkItem& item, const StageSpec& spec) {
      return item.block == 1 && spec.kind == StageKind::capacity ? Quality::disturbed : Quality::clean;
    };
    ASSERT_TRUE(host.run());
    EXPECT_EQ(host.items.back().purpose == RepetitionPurpose::rerun, spare_s >= 1);
    EXPECT_EQ(stages_s(host), whole_s() + std::min<std::uint64_t>(spare_s, 2)) << "two of a second each";
    EXPECT_EQ(blocks_of(host), 4U);
  }
}

TEST(BudgetLeft, WorkloadsAtWhoseRateNobodyLooksAreKnown) {
  for (const bool fits : {false, true}) {
    Plan plan = plan_with(whole_s() + (fits ? 10 : 0));
    plan.verify_ns = 4 * second_ns;
    Host host(plan);
    ASSERT_TRUE(host.run());
    EXPECT_EQ(looks_not_begun(plan, host.recording),
              fits ? std::vector<std::uint32_t>() : std::vector<std::uint32_t>{0});
    plan.verify_ns = 0;
    EXPECT_TRUE(looks_not_begun(plan, host.recording).empty()) << "none was planned";
  }
}

TEST(BudgetLeft, TheTimeLeftThatIsShownIsNoMoreThanThat) {
  const Plan plan = plan_with(10);
  Host host(plan);
  host.run(4);
  EXPECT_LE(progress(plan, host.recording, 3 * second_ns).remaining_ns, 7 * second_ns);
}

}  // namespace
}  // namespace crossfade::collector
