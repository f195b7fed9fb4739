// Counters that another takes away while a stage is measured.
#include <gtest/gtest.h>

#include <algorithm>

#include "collector/counters/self_test.h"
#include "collector/measure/golden_answers.h"
#include "collector/measure/stage_runner.h"
#include "tests/counters/fake_perf.h"
#include "tests/measure/toy_crew.h"

namespace crossfade::collector {
namespace {

using results::CounterState;

class LostCounters : public CrewTest {
 protected:
  void SetUp() override {
    perf_.general = 5;
    perf_.runs_by_itself = true;
    perf_.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)] = 2 * known_loop_iterations;
    perf_.counts[FakePerf::hardware(PERF_COUNT_HW_BRANCH_INSTRUCTIONS)] = known_loop_iterations;
    ASSERT_TRUE(set_up(1, &perf_));
  }
  void TearDown() override { crew_.reset(); }  // it closes its counters through perf_

  StageDone measured(StageRunner& runner) {
    auto done = runner.run({.kind = results::StageKind::capacity, .workers = 1, .duration_ns = 2'000'000});
    EXPECT_TRUE(done);
    return done ? *std::move(done) : StageDone{};
  }
  static bool says_why(const StageDone& done) {
    return std::any_of(done.absences.begin(), done.absences.end(),
                       [](const auto& absence) { return absence.subject == "counters of a stage"; });
  }
  FakePerf perf_;
  const std::size_t cycles_ = software_events().size();
};

TEST_F(LostCounters, AreAbsentWithTheReasonAndTheNextStageCountsAgain) {
  const auto golden = GoldenAnswers::make(*crew_);
  StageRunner runner(*crew_, *golden, 0);
  EXPECT_EQ(crew_->counters()[cycles_].absent_because, "");
  const StageDone before = measured(runner);
  EXPECT_EQ(before.record.readings[cycles_].state, CounterState::counted);
  EXPECT_FALSE(says_why(before));

  perf_.taken = 1;
  const StageDone lost = measured(runner);
  EXPECT_EQ(lost.record.readings[cycles_].state, CounterState::lost);
  EXPECT_EQ(lost.record.readings[cycles_].total, std::nullopt);
  EXPECT_EQ(lost.record.readings[0].state, CounterState::counted) << "the kernel's own are no hardware";
  EXPECT_EQ(lost.record.stage.outcome, results::StageOutcome::ok) << "the stage itself is measured";
  EXPECT_TRUE(says_why(lost));

  perf_.taken = 0;
  const StageDone after = measured(runner);
  EXPECT_EQ(after.record.readings[cycles_].state, CounterState::counted);
  EXPECT_FALSE(says_why(after));
}

}  // namespace
}  // namespace crossfade::collector
