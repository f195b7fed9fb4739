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
              ElementsAre("cpi_retiring", "cpi_bad_speculation", "cpi_frontend", "cpi_backend"));
  EXPECT_THAT(stage.of(top_down_cpi("cpi_memory")).absent_because, HasSubstr("cpi_memory were not counted"));
  EXPECT_FALSE(is_top_down_approximate(stage.recording));
}

TEST(TopDownQuantity, OfAnInconsistentSampleThereIsNoValue) {
  CountedStage stage = zen_4();
  stage.readings[2].total = 3000;  // front end 0.5
  const Quantity frontend = stage.of(top_down_cpi("cpi_frontend"));
  EXPECT_FALSE(frontend.value);
  EXPECT_EQ(frontend.absent_because, "top-down is inconsistent: level 1 adds up to 1.30 of the slots");
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

/// Two stages of two hyperthreads, of two passes: the first has the events of level 1 but the back end's.
CountedStage zen_4_in_two_passes() {
  CountedStage stage = zen_4();
  stage.readings[3] = {0, 3, std::nullopt, 0, 0, results::CounterState::other_pass};
  stage.stage.kind = results::StageKind::capacity;
  stage.stage.workers = 2;
  stage.recording.stages.assign(2, stage.stage);
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
  stage.recording.counters[3].absent_because = "no such event here";
  EXPECT_NEAR(stage.of(top_down_cpi("cpi_backend")).value.value_or(0), 0.25 * 0.5, 1e-12);
  EXPECT_TRUE(is_top_down_approximate(stage.recording));
  EXPECT_THAT(top_down_categories(stage.recording),
              ElementsAre("cpi_retiring", "cpi_bad_speculation", "cpi_frontend", "cpi_backend"));
}

/// Bare metal of Sapphire Rapids, in two passes: the first stage has PERF_METRICS, the second what a guest
/// has, which says something else.
CountedStage sapphire_rapids_in_two_passes() {
  CountedStage stage({{"cycles", 1000},
                      {"instructions", 2000},
                      {"dropped_slots", 0},
                      {"fixed_slots", 6000},
                      {"fixed_retiring_slots", 3000},
                      {"fixed_bad_speculation_slots", 300},
                      {"fixed_frontend_slots", 1200},
                      {"fixed_backend_slots", 1500},
                      {"slots", 6000},
                      {"frontend_slots", 600},
                      {"backend_slots", 2100},
                      {"retired_ops", 3000}});
  stage.recording.header.microarchitecture = "Sapphire Rapids";
  stage.recording.stages.resize(2);
  stage.recording.stages[1].counter_pass = 1;
  for (std::uint32_t pass = 0; pass < 2; ++pass) {
    for (std::uint32_t counter = 0; counter < stage.recording.counters.size(); ++counter) {
      const bool on = counter < 3 || (counter < 8) == (pass == 0);
      results::CounterReading reading = stage.readings[counter];
      reading.stage = pass;
      if (!on) reading.state = results::CounterState::other_pass, reading.total.reset();
      stage.recording.readings.push_back(reading);
    }
  }
  return stage;
}

CountedStage in_pass(std::uint32_t pass) {
  CountedStage stage = sapphire_rapids_in_two_passes();
  const std::size_t counters = stage.recording.counters.size();
  const auto first = stage.recording.readings.begin() + static_cast<std::ptrdiff_t>(pass * counters);
  stage.readings.assign(first, first + static_cast<std::ptrdiff_t>(counters));
  return stage;
}

TEST(TopDownQuantity, OneMethodServesARecordingWhateverItsPassesHave) {
  CountedStage fixed = in_pass(0), general = in_pass(1);
  EXPECT_EQ(top_down_method_of(fixed.recording), "Sapphire Rapids, bare metal");
  EXPECT_NEAR(fixed.of(top_down_cpi("cpi_frontend")).value.value_or(0), 0.2 * 0.5, 1e-12);
  const Quantity other = general.of(top_down_cpi("cpi_frontend"));
  EXPECT_FALSE(other.value) << "0.05 by the other method would be mixed in";
  EXPECT_TRUE(other.elsewhere);
  EXPECT_EQ(top_down_method_of(results::Recording{}), "");
}

TEST(TopDownQuantity, WherePerfMetricsIsAbsentTheGeneralCountersServe) {
  CountedStage stage = in_pass(1);
  for (std::size_t counter = 3; counter < 8; ++counter)
    stage.recording.counters[counter].absent_because = "not shown to virtual machines";
  EXPECT_EQ(top_down_method_of(stage.recording), "Sapphire Rapids, guest");
  EXPECT_NEAR(stage.of(top_down_cpi("cpi_frontend")).value.value_or(0), 0.1 * 0.5, 1e-12);
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

TEST(TopDownQuantity, WhatDoesNotFitBesideLevel1IsAPartOfItsOwnPass) {
  CountedStage stage({{"cycles", 1000},
                      {"instructions", 2000},
                      {"backend_slots", 1500},
                      {"not_complete_cycles", 400},
                      {"load_not_complete_cycles", 300}});
  stage.recording.header.microarchitecture = "Zen 4";
  EXPECT_THAT(top_down_categories(stage.recording), ElementsAre("cpi_memory", "cpi_core"));
  EXPECT_NEAR(stage.of(top_down_cpi("cpi_memory")).value.value_or(0), 0.25 * 0.75 * 0.5, 1e-12);
  EXPECT_NEAR(stage.of(top_down_cpi("cpi_core")).value.value_or(0), 0.25 * 0.25 * 0.5, 1e-12);
  EXPECT_FALSE(stage.of(top_down_cpi("cpi_frontend")).value);
  EXPECT_FALSE(is_top_down_approximate(stage.recording, "cpi_memory"));
}

TEST(TopDownQuantity, APartThatIsInconsistentSaysSo) {
  CountedStage stage({{"cycles", 1000},
                      {"instructions", 2000},
                      {"backend_slots", 1500},
                      {"not_complete_cycles", 300},
                      {"load_not_complete_cycles", 2000}});
  stage.recording.header.microarchitecture = "Zen 4";
  const Quantity memory = stage.of(top_down_cpi("cpi_memory"));
  EXPECT_FALSE(memory.value);
  EXPECT_EQ(memory.absent_because, "top-down is inconsistent: cpi_memory would be 1.67 of the slots");
  EXPECT_EQ(stage.of(top_down_cpi("cpi_core")).absent_because, memory.absent_because);
}

/// A guest of Sapphire Rapids that has counted level 1 and, of level 2, what mispredictions took.
CountedStage guest_of_sapphire_rapids() {
  CountedStage stage({{"fixed_slots", 0},
                      {"fixed_heavy_slots", 0},
                      {"cycles", 1000},
                      {"instructions", 2000},
                      {"slots", 6000},
                      {"frontend_slots", 600},
                      {"dropped_slots", 0},
                      {"backend_slots", 2100},
                      {"retired_ops", 3000},
                      {"mispredict_slots", 100}});
  stage.recording.header.microarchitecture = "Sapphire Rapids";
  for (results::Counter& counter : stage.recording.counters) counter.tier = results::CounterTier::hardware;
  for (const std::size_t fixed : {0U, 1U})
    stage.recording.counters[fixed].absent_because = "PERF_METRICS is not shown to virtual machines";
  return stage;
}

results::Counter absent_counter(const char* metric, const char* why) {
  return {metric, metric, results::CounterScope::user_kernel, results::CounterTier::hardware, why};
}

TEST(TopDownQuantity, WhatAnotherMethodTakesIsNoReasonForWhatIsLacking) {
  const CountedStage stage = guest_of_sapphire_rapids();
  const std::string gap = top_down_gap(stage.recording);
  EXPECT_THAT(gap, HasSubstr("without cpi_heavy, cpi_light, cpi_fetch_latency"));
  EXPECT_THAT(gap, HasSubstr("for want of blocks"));
  EXPECT_THAT(gap, Not(HasSubstr("virtual machines")));
}

TEST(TopDownQuantity, EachCategoryThatIsLackingHasItsOwnReason) {
  CountedStage stage = guest_of_sapphire_rapids();
  stage.recording.counters.push_back(
      absent_counter("heavy_ops", "this CPU or virtual machine cannot count it"));
  EXPECT_THAT(top_down_gap(stage.recording),
              HasSubstr("Top-down without cpi_heavy, cpi_light: heavy_ops: this CPU or virtual machine"));
  EXPECT_THAT(
      top_down_gap(stage.recording),
      HasSubstr(". Top-down without cpi_fetch_latency, cpi_fetch_bandwidth, cpi_memory, cpi_core: their"));
}

TEST(TopDownQuantity, WithoutAnyMethodTheReasonIsOfTheOneThatTakesLeast) {
  CountedStage stage = guest_of_sapphire_rapids();
  stage.recording.counters[7].absent_because = "hidden";
  EXPECT_EQ(top_down_gap(stage.recording), "No top-down: backend_slots: hidden.");
  results::Recording none;
  none.header.microarchitecture = "Sapphire Rapids";
  none.counters = {absent_counter("cycles", "no PMU"), absent_counter("instructions", "no PMU")};
  EXPECT_EQ(top_down_gap(none), "No top-down: cycles: no PMU.");
}

TEST(TopDownQuantity, OfAGuestOfIceLakeHeavyIsAPartWithReasonsOfItsOwn) {
  CountedStage stage = guest_of_sapphire_rapids();
  stage.recording.header.microarchitecture = "Ice Lake-SP";
  EXPECT_THAT(top_down_gap(stage.recording), Not(HasSubstr("virtual machines")));
  stage.recording.counters.push_back(absent_counter("legacy_decoder_ops", "hidden"));
  EXPECT_THAT(top_down_gap(stage.recording), HasSubstr("cpi_heavy, cpi_light: legacy_decoder_ops: hidden"));
}

}  // namespace
}  // namespace crossfade::analysis
