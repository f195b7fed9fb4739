#include "collector/block_budget.h"

#include <gtest/gtest.h>

#include "tests/collector/simulated_host.h"

namespace crossfade::collector {
namespace {

using results::Recording;
using results::RepetitionOutcome;
using testing::blocks_of;
using testing::Host;
using testing::plan_of;
using testing::second_ns;

/// Processes of three stages of a second each, and nothing else that takes time: the simulated host starts
/// and warms up at once.
Plan plan_until(std::uint32_t workloads, std::uint64_t budget_s) {
  Plan plan = plan_of(workloads, 1);
  plan.load_curve = false;
  plan.load_ns = 0;
  plan.until_budget = true;
  plan.budget_ns = budget_s * second_ns;
  plan.blocks = 1'000;  // so that the budget alone decides
  return plan;
}

TEST(BlockBudget, AsManyWholeBlocksAsFit) {
  for (const auto& [workloads, budget_s, blocks] :
       {std::tuple{1U, 30U, 10U}, {1U, 32U, 10U}, {1U, 33U, 11U}, {2U, 30U, 5U}, {3U, 30U, 3U}}) {
    Host host(plan_until(workloads, budget_s));
    ASSERT_TRUE(host.run());
    EXPECT_EQ(blocks_of(host), blocks) << workloads << " workloads, " << budget_s << " s";
    EXPECT_EQ(host.items.size(), blocks * workloads) << "only whole blocks";
  }
}

TEST(BlockBudget, ProcessesHaveNoLoadCurve) {
  Host host(plan_until(2, 30));
  ASSERT_TRUE(host.run());
  for (const auto& stage : host.recording.stages) EXPECT_NE(stage.kind, results::StageKind::load);
  EXPECT_EQ(host.recording.stages.size(), 3 * host.items.size());
}

TEST(BlockBudget, ARunThatWasCutEndsWithTheSameBlocks) {
  Host whole(plan_until(2, 20));
  ASSERT_TRUE(whole.run());
  for (std::size_t rows = 1; rows < 25; ++rows) {
    Host cut(plan_until(2, 20));
    ASSERT_FALSE(cut.run(rows)) << rows;
    Recording& recorded = cut.recording;
    for (auto& repetition : recorded.repetitions) {
      if (repetition.outcome == RepetitionOutcome::running) repetition.outcome = RepetitionOutcome::killed;
    }
    ASSERT_TRUE(cut.run());
    // What was measured twice is paid for: at most one process is missing, and blocks stay whole.
    EXPECT_GE(blocks_of(cut) + 1, blocks_of(whole)) << rows;
    EXPECT_LE(blocks_of(cut), blocks_of(whole)) << rows;
    std::set<std::uint32_t> done;
    for (const auto& repetition : recorded.repetitions) {
      if (repetition.outcome == RepetitionOutcome::ok) done.insert(repetition.plan_item);
    }
    EXPECT_EQ(done.size(), 2 * blocks_of(cut)) << rows;
  }
}

TEST(BlockBudget, IsAssumedBeforeTheFirstBlockAndKnownAfterIt) {
  const Plan plan = plan_until(1, 42);
  EXPECT_EQ(assumed_block_ns(plan), 4'800'000'000U);
  EXPECT_EQ(most_blocks_in(plan, plan.budget_ns), 14U) << "no more than 14 if starting takes no time";
  EXPECT_EQ(blocks_in_budget(plan, {}, 0), 8U);
  Host host(plan);
  EXPECT_FALSE(host.run(5));
  EXPECT_EQ(blocks_in_budget(plan, host.recording, 1), 14U);
  EXPECT_EQ(progress(plan, host.recording, 3 * second_ns).items_total, 14U);
}

TEST(BlockBudget, StartingAndGoldenAnswersArePaidForToo) {
  Host host(plan_until(1, 42));
  EXPECT_FALSE(host.run(10));
  for (results::Stage& stage : host.recording.stages)
    stage.start_unix_ns = 1000 * static_cast<std::int64_t>(second_ns);
  // Two processes of 3 s with 1.2 s between them: 4.2 s each.
  std::int64_t at_ns = 1000 * static_cast<std::int64_t>(second_ns);
  std::uint32_t repetition = 0;
  for (results::Stage& stage : host.recording.stages) {
    if (stage.repetition != repetition) at_ns += 1'200'000'000;
    repetition = stage.repetition;
    stage.start_unix_ns = at_ns;
    at_ns += static_cast<std::int64_t>(stage.duration_ns);
  }
  EXPECT_EQ(blocks_in_budget(plan_until(1, 42), host.recording, 2), 10U);
}

TEST(BlockBudget, WorkloadsThatAlwaysFailDoNotGoOnForEver) {
  Host host(plan_until(1, 30));
  host.fate = [](const WorkItem&) { return RepetitionOutcome::crashed; };
  ASSERT_TRUE(host.run());
  EXPECT_LE(blocks_of(host), 10U);
  Host refusing(plan_until(1, 30));
  refusing.fate = [](const WorkItem&) { return RepetitionOutcome::refused; };
  ASSERT_TRUE(refusing.run());
  EXPECT_EQ(blocks_of(refusing), max_refusals);
}

TEST(BlockBudget, OtherPlansKeepTheirBlocks) {
  const Plan plan = plan_of(1, 7);
  EXPECT_EQ(blocks_in_budget(plan, {}, 0), 7U);
}

}  // namespace
}  // namespace crossfade::collector
