#include "collector/load_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/plan_items.h"

namespace crossfade::collector {
namespace {

using results::Quality;
using results::StageKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// One workload, a process a block, with an objective of 1 ms.
struct Measured {
  Plan plan;
  results::Recording recorded;

  explicit Measured(std::uint32_t blocks = 1) {
    plan.workloads = {{"w", "default", {}}};
    plan.blocks = blocks;
    plan.thread_counts = {1};
    recorded.workloads.resize(1);
    results::WorkloadClass only;
    only.slo_p99_ns = 1'000'000;
    recorded.classes = {only};
    recorded.repetitions.resize(blocks);
    for (std::uint32_t block = 0; block < blocks; ++block) {
      recorded.repetitions[block].plan_item = block;
      recorded.repetitions[block].purpose = results::RepetitionPurpose::measurement;
      recorded.repetitions[block].outcome = results::RepetitionOutcome::ok;
    }
  }

  void add_load(double rate, results::StageOutcome outcome, Quality quality = Quality::clean) {
    results::Stage& stage = recorded.stages.emplace_back();
    stage.kind = StageKind::load;
    stage.offered_per_s = rate;
    stage.outcome = outcome;
    stage.quality = quality;
  }

  void add_chunk(std::vector<std::uint32_t> service_ns, Quality quality, std::uint32_t block = 0) {
    results::Stage& stage = recorded.stages.emplace_back();
    stage.repetition = block;
    stage.kind = StageKind::slo_chunk;
    stage.offered_per_s = 500;
    stage.quality = quality;
    results::Trace& trace = recorded.traces.emplace_back();
    trace.stage = static_cast<std::uint32_t>(recorded.stages.size() - 1);
    trace.start_delay_ns.assign(service_ns.size(), 0);
    trace.request_class.assign(service_ns.size(), 0);
    trace.service_ns = std::move(service_ns);
  }

  std::vector<std::string> lines() const { return load_summary(plan, recorded, 0); }
};

std::vector<std::uint32_t> requests(std::size_t fast, std::size_t slow) {
  std::vector<std::uint32_t> service_ns(fast, 500'000);
  service_ns.resize(fast + slow, 2'000'000);
  return service_ns;
}

TEST(LoadSummary, NamesRatesAboveCapacity) {
  Measured run;
  run.add_load(100, results::StageOutcome::ok);
  run.add_load(40'000, results::StageOutcome::saturated);
  run.add_load(40'000, results::StageOutcome::saturated);
  run.add_load(50'000, results::StageOutcome::saturated, Quality::voided);
  EXPECT_THAT(run.lines(), ElementsAre("above capacity, so saturated: 40,000/s (all 2 stages)"));
}

TEST(LoadSummary, AnObjectiveThatIsMetNeedsNoWord) {
  Measured run;
  run.add_chunk(requests(999, 1), Quality::clean);
  EXPECT_TRUE(run.lines().empty());
}

TEST(LoadSummary, SaysThatNoRateMeetsAnObjectiveBelowTheServiceTime) {
  Measured run;
  run.add_chunk(requests(100, 900), Quality::clean);
  EXPECT_THAT(
      run.lines(),
      ElementsAre("no rate meets the objective: without any queueing the fastest p99 of 1000 requests is "
                  "2.00 ms, and the objective is 1.00 ms"));
}

TEST(LoadSummary, DoesNotJudgeAnObjectiveByDisturbedStages) {
  Measured run;
  run.add_chunk(requests(950, 50), Quality::disturbed);
  ASSERT_EQ(run.lines().size(), 1U);
  EXPECT_THAT(run.lines()[0], HasSubstr("it cannot be said whether any rate meets the objective"));
  EXPECT_THAT(run.lines()[0], HasSubstr("100 % of the stages near it were disturbed"));
}

// As crossfade-report judges the same recording.
TEST(LoadSummary, AnObjectiveBelowMostServiceTimesIsMissedHoweverDisturbed) {
  Measured run;
  run.add_chunk(requests(100, 900), Quality::disturbed);
  ASSERT_EQ(run.lines().size(), 1U);
  EXPECT_THAT(run.lines()[0], HasSubstr("no rate meets the objective"));
}

TEST(LoadSummary, ADisturbedStageOfFourLeavesTheJudgementToTheRequests) {
  Measured run(4);
  for (std::uint32_t block = 0; block < 4; ++block)
    run.add_chunk(requests(950, 50), block == 0 ? Quality::disturbed : Quality::clean, block);
  ASSERT_EQ(run.lines().size(), 1U);
  EXPECT_THAT(run.lines()[0], ::testing::StartsWith("no rate meets the objective"));
}

TEST(LoadSummary, ProcessesThatDifferLeaveItOpen) {
  Measured run(4);
  for (std::uint32_t block = 0; block < 4; ++block)
    run.add_chunk(requests(block == 0 ? 900 : 1000, block == 0 ? 100 : 0), Quality::clean, block);
  ASSERT_EQ(run.lines().size(), 1U);
  EXPECT_THAT(run.lines()[0], ::testing::StartsWith("it is open whether any rate meets the objective"));
}

TEST(LoadSummary, VoidStagesLeaveNoSloThroughput) {
  Measured run;
  run.add_chunk(requests(999, 1), Quality::voided);
  EXPECT_THAT(run.lines(), ElementsAre("no SLO throughput: the only stage near it is void"));
}

TEST(LoadSummary, WhatAnInterruptedProcessLeftIsNotCounted) {
  Measured run(2);
  run.add_chunk(requests(999, 1), Quality::voided, 0);
  run.add_chunk(requests(999, 1), Quality::voided, 1);
  run.recorded.repetitions[0].outcome = results::RepetitionOutcome::interrupted;
  EXPECT_THAT(run.lines(), ElementsAre("no SLO throughput: the only stage near it is void"));
  run.recorded.repetitions[1].outcome = results::RepetitionOutcome::interrupted;
  EXPECT_TRUE(run.lines().empty());
}

TEST(LoadSummary, SaysWhichRatesOfTheBaselineWereNotOffered) {
  Measured run;
  run.plan.workloads[0].baseline_rates_per_s = {100, 200, 4'000, 8'000};
  run.add_load(100, results::StageOutcome::ok);
  run.add_load(200, results::StageOutcome::ok);
  EXPECT_THAT(run.lines(), ElementsAre("2 of the baseline's 4 rates were not offered, from 4,000/s on: above "
                                       "capacity, or no time"));
  run.add_load(4'000, results::StageOutcome::ok);
  run.add_load(8'000, results::StageOutcome::saturated);
  EXPECT_THAT(run.lines(), ElementsAre("above capacity, so saturated: 8,000/s (the only stage)"));
}

}  // namespace
}  // namespace crossfade::collector
