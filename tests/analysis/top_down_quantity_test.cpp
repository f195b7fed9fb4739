#include "analysis/top_down_quantity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analysis/counted_stage.h"

namespace crossfade::analysis {
namespace {

using ::testing::Contains;
using testing::CountedStage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// Slots 6,000: retiring 0.5, bad speculation 0.05, front end 0.2, back end 0.25; two instructions a cycle.
CountedStage zen_4() {
  CountedStage stage({{"cycles", 1000},
                      {"instructions", 2000},
                      {"frontend_slots", 1200},
                      {"backend_slots", 1500},
                      {"issued_ops", 3300},
                      {"retired_ops", 3000}});
  stage.recording.header.microarchitecture = "Zen 4";
  return stage;
}

TEST(TopDownQuantity, IsCyclesPerInstructionOfACategory) {
  CountedStage stage = zen_4();
  EXPECT_NEAR(stage.of(top_down_cpi("cpi_frontend")).value.value_or(0), 0.2 * 0.5, 1e-12);
  EXPECT_NEAR(stage.of(top_down_cpi("cpi_retiring")).value.value_or(0), 0.25, 1e-12);
  EXPECT_EQ(stage.of(top_down_cpi("cpi_backend")).requests, 100U);
  EXPECT_THAT(top_down_categories(stage.recording),
              ElementsAre("cpi_retiring", "cpi_bad_speculation", "cpi_frontend", "cpi_backend", "cpi_smt"));
  EXPECT_THAT(stage.of(top_down_cpi("cpi_memory")).absent_because, HasSubstr("cpi_memory were not counted"));
  EXPECT_FALSE(is_top_down_approximate(stage.recording));
}

TEST(TopDownQuantity, OfAnInconsistentSampleThereIsNoValue) {
  CountedStage stage = zen_4();
  stage.readings[2].total = 3000;  // front end 0.5: the sum of what was counted leaves -0.3 for the rest
  const Quantity frontend = stage.of(top_down_cpi("cpi_frontend"));
  EXPECT_FALSE(frontend.value);
  EXPECT_EQ(frontend.absent_because, "top-down is inconsistent: cpi_smt would be -0.30 of the slots");
}

TEST(TopDownQuantity, WhatWasNotCountedIsNamed) {
  CountedStage stage = zen_4();
  stage.recording.counters[2].absent_because = "no room";
  EXPECT_EQ(stage.of(top_down_cpi("cpi_frontend")).absent_because, "frontend_slots was not counted");
  EXPECT_TRUE(top_down_categories(stage.recording).empty());
  EXPECT_TRUE(top_down_categories(results::Recording{}).empty());
  CountedStage alone = zen_4();
  alone.recording.counters[1].absent_because = "no room";
  EXPECT_THAT(alone.of(top_down_cpi("cpi_frontend")).absent_because, HasSubstr("were not counted beside"));
}

TEST(TopDownQuantity, EventsOfOtherStagesAreNotMixedIn) {
  CountedStage stage = zen_4();
  results::Stage other = stage.stage;
  other.completed = 50;
  StageView first, second;
  first.stage = &stage.stage, second.stage = &other;
  std::vector<results::CounterReading> in_second = stage.readings;
  for (const results::CounterReading& reading : stage.readings) first.readings.push_back(&reading);
  in_second[3].state = results::CounterState::other_pass;
  for (const results::CounterReading& reading : in_second) second.readings.push_back(&reading);
  stage.run.recording = &stage.recording;
  EXPECT_THAT(top_down_cpi("cpi_frontend")(stage.run, {&first, &second}).absent_because,
              HasSubstr("not counted together"));
}

TEST(TopDownQuantity, SaysWhereItIsAHint) {
  CountedStage stage(
      {{"cycles", 1000}, {"retired_ops", 3000}, {"issued_ops", 3300}, {"op_queue_empty_cycles", 200}});
  stage.recording.header.microarchitecture = "Zen 3";
  EXPECT_TRUE(is_top_down_approximate(stage.recording));
  EXPECT_THAT(top_down_categories(stage.recording), Not(Contains("cpi_smt")));
}

/// Two stages, of two passes: the first has the events of level 1 but the back end's.
CountedStage zen_4_in_two_passes() {
  CountedStage stage = zen_4();
  stage.readings[3] = {0, 3, std::nullopt, 0, 0, results::CounterState::other_pass};
  stage.recording.stages.resize(2);
  stage.recording.stages[1].counter_pass = 1;
  stage.recording.readings = stage.readings;
  for (std::uint32_t counter = 0; counter < stage.recording.counters.size(); ++counter) {
    const bool on = counter < 2 || counter == 3;
    results::CounterReading reading{1, counter, std::nullopt, 0, 0, results::CounterState::other_pass};
    if (on) reading.state = results::CounterState::counted, reading.total = 1000;
    stage.recording.readings.push_back(reading);
  }
  return stage;
}

TEST(TopDownQuantity, WithFiveCountersTheBackEndIsTheRestAndAHint) {
  CountedStage stage = zen_4_in_two_passes();
  EXPECT_NEAR(stage.of(top_down_cpi("cpi_backend")).value.value_or(0), 0.25 * 0.5, 1e-12);
  EXPECT_TRUE(is_top_down_approximate(stage.recording)) << "no pass has all, though the recording does";
  EXPECT_THAT(top_down_categories(stage.recording),
              ElementsAre("cpi_retiring", "cpi_bad_speculation", "cpi_frontend", "cpi_backend"));
}

TEST(TopDownQuantity, ARunOfAnotherPassHasNoFault) {
  CountedStage stage = zen_4_in_two_passes();
  for (const std::size_t other : {2U, 4U, 5U}) {
    stage.readings[other].state = results::CounterState::other_pass;
    stage.readings[other].total.reset();
  }
  const Quantity frontend = stage.of(top_down_cpi("cpi_frontend"));
  EXPECT_FALSE(frontend.value);
  EXPECT_TRUE(frontend.elsewhere);
}

}  // namespace
}  // namespace crossfade::analysis
