#include "collector/counter_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/self_test.h"
#include "tests/counters/fake_perf.h"
#include "tests/counters/perf_metrics_root.h"

namespace crossfade::collector {
namespace {

using ::testing::HasSubstr;

/// A Zen 4 guest with five counters that count the self-test's loop.
FakePerf zen_4_guest() {
  FakePerf perf;
  perf.general = 5;
  perf.runs_by_itself = true;
  perf.counts[FakePerf::raw(0xc0)] = 2 * known_loop_iterations;
  perf.counts[FakePerf::raw(0xc2)] = known_loop_iterations;
  return perf;
}
CounterPlan planned(FakePerf& perf, std::uint32_t general = 5) {
  return plan_counters(perf, "/nonexistent", "Zen 4", {general, false, false, {}}, {});
}
const results::Counter* find(const CounterPlan& plan, std::string_view metric) {
  const auto found = std::find_if(plan.counters.begin(), plan.counters.end(),
                                  [&](const auto& counter) { return counter.metric == metric; });
  return found == plan.counters.end() ? nullptr : &*found;
}
bool is_in_a_pass(const CounterPlan& plan, std::string_view metric) {
  return std::any_of(plan.passes.begin(), plan.passes.end(), [&](const auto& pass) {
    return std::any_of(pass.begin(), pass.end(), [&](const auto& event) { return event.metric == metric; });
  });
}

TEST(CounterPlan, HasEveryEventOnceAndInAPass) {
  FakePerf perf = zen_4_guest();
  const CounterPlan plan = planned(perf);
  EXPECT_EQ(plan.counters.size(), countable_events("Zen 4").size());
  for (const PlacedEvent& placed : countable_events("Zen 4")) {
    const results::Counter* const counter = find(plan, placed.event.metric);
    ASSERT_NE(counter, nullptr) << placed.event.metric;
    EXPECT_EQ(counter->absent_because, "") << placed.event.metric;
    EXPECT_TRUE(is_in_a_pass(plan, placed.event.metric)) << placed.event.metric;
  }
  EXPECT_EQ(plan.passes.size(), 11U);
  EXPECT_EQ(perf.open_descriptors(), 0U);
}

TEST(CounterPlan, WhatThisHostRefusesIsAbsentAndInNoPass) {
  FakePerf perf = zen_4_guest();
  perf.errors[FakePerf::raw(0x4844)] = EOPNOTSUPP;  // memory fills
  const CounterPlan plan = planned(perf);
  EXPECT_FALSE(is_in_a_pass(plan, "dram_fills"));
  ASSERT_NE(find(plan, "dram_fills"), nullptr);
  EXPECT_THAT(find(plan, "dram_fills")->absent_because, HasSubstr("cannot count"));
  EXPECT_TRUE(is_in_a_pass(plan, "branch_misses"));
}

TEST(CounterPlan, WhatCountsNothingWhereItIsProvokedIsHidden) {
  FakePerf perf = zen_4_guest();
  perf.counts[FakePerf::raw(0x4844)] = 0;  // memory fills
  perf.counts[FakePerf::raw(0x1f03)] = 0;  // floating-point operations
  const CounterPlan plan = planned(perf);
  EXPECT_FALSE(is_in_a_pass(plan, "dram_fills"));
  EXPECT_THAT(find(plan, "dram_fills")->absent_because, HasSubstr("0 where there were thousands"));
  EXPECT_FALSE(is_in_a_pass(plan, "flops"));
}

const CounterEvent& event_in(const CounterPlan& plan, std::string_view metric) {
  for (const auto& pass : plan.passes) {
    for (const CounterEvent& event : pass) {
      if (event.metric == metric) return event;
    }
  }
  static const CounterEvent none;
  ADD_FAILURE() << "in no pass: " << metric;
  return none;
}

TEST(CounterPlan, OfWhatNothingShowsToCountZeroIsInDoubtInAGuest) {
  FakePerf perf = zen_4_guest();
  perf.counts[FakePerf::raw(0x96)] = 0;  // machine clears: there may be none of them
  const CounterPlan guest = planned(perf);
  EXPECT_EQ(find(guest, "machine_clears")->absent_because, "");
  EXPECT_TRUE(event_in(guest, "machine_clears").zero_is_doubtful);
  EXPECT_FALSE(event_in(guest, "tlb_flushes").zero_is_doubtful) << "it counted";
  const CounterPlan metal =
      plan_counters(perf, "/nonexistent", "Zen 4", {5, false, false, {}}, {}, Machine::bare_metal);
  EXPECT_FALSE(event_in(metal, "machine_clears").zero_is_doubtful) << "nobody hides it";
}

TEST(CounterPlan, ACpuWithoutCodesIsAskedForNothing) {
  FakePerf perf = zen_4_guest();
  const CounterPlan plan = plan_counters(perf, "/nonexistent", "", {5, false, false, {}}, {});
  ASSERT_EQ(plan.passes.size(), 1U);
  EXPECT_TRUE(plan.passes.front().empty()) << "the kernel's generic events neither";
  EXPECT_TRUE(perf.opened().empty());
  ASSERT_NE(find(plan, "cycles"), nullptr);
  EXPECT_THAT(find(plan, "cycles")->absent_because, HasSubstr("there are no codes for this CPU"));
  EXPECT_THAT(find(plan, "cycles")->absent_because, HasSubstr("--event perf_raw::rUUEE"));
  const PmuTier tier = tier_of(plan, {"full", 5, 5, ""});
  EXPECT_EQ(tier.tier, "none");
  EXPECT_THAT(tier.first_reason, HasSubstr("no codes"));
  const CounterPlan hidden = plan_counters(perf, "/nonexistent", "", {0, false, false, "no PMU"}, {});
  EXPECT_EQ(find(hidden, "cycles")->absent_because, "no PMU") << "then that is the reason";
}

TEST(CounterPlan, APassThatAddsNothingIsNone) {
  FakePerf perf = zen_4_guest();
  const std::size_t all = planned(perf).passes.size();
  perf.errors[FakePerf::raw(0x1f03)] = EOPNOTSUPP;  // floating-point operations stand in a pass of their own
  FakePerf refused = perf;
  EXPECT_LE(planned(refused).passes.size(), all);
  for (const auto& pass : planned(refused).passes)
    EXPECT_GT(pass.size(), 2U) << "beside cycles and instructions";
}

/// Bare metal of Sapphire Rapids. Of the slots `backend` of 3,000 are the back end's, and 2,100 the others'.
FakePerf sapphire_rapids_metal(std::uint64_t backend = 900) {
  FakePerf perf;
  perf.general = 8;
  perf.fixed = {FakePerf::raw(0x3c), FakePerf::raw(0xc0), FakePerf::raw(0x300), FakePerf::slots()};
  perf.runs_by_itself = true;
  perf.counts = {{FakePerf::raw(0xc0), 2 * known_loop_iterations},
                 {FakePerf::raw(0xc4), known_loop_iterations},
                 {FakePerf::slots(), 3000},
                 {FakePerf::raw(0x8000), 1500},
                 {FakePerf::raw(0x8100), 0},
                 {FakePerf::raw(0x8200), 600},
                 {FakePerf::raw(0x8300), backend}};
  return perf;
}
CounterPlan planned_on_metal(FakePerf& perf, bool is_virtual = false) {
  const MetricsRoot root(metrics_of_sapphire_rapids());
  return plan_counters(perf, "/nonexistent", "Sapphire Rapids", {8, true, true, {}},
                       read_perf_metrics(root.path(), "Sapphire Rapids", is_virtual));
}

TEST(CounterPlan, OnBareMetalPerfMetricsIsAPassThatCounts) {
  FakePerf perf = sapphire_rapids_metal();
  const CounterPlan plan = planned_on_metal(perf);
  ASSERT_GE(plan.passes.size(), 2U);
  EXPECT_EQ(plan.passes[1].front().metric, "fixed_slots");
  for (const char* const metric : {"fixed_slots", "fixed_retiring_slots", "fixed_memory_bound_slots"}) {
    EXPECT_TRUE(is_in_a_pass(plan, metric)) << metric;
    EXPECT_EQ(find(plan, metric)->absent_because, "") << metric;
  }
  EXPECT_EQ(perf_metrics_text(plan), "top-down by PERF_METRICS");
}

TEST(CounterPlan, WherePerfMetricsIsNotBelievedTheGeneralCountersGoOn) {
  FakePerf perf = sapphire_rapids_metal(300);  // the categories add up to 0.8
  const CounterPlan plan = planned_on_metal(perf);
  for (const char* const metric : {"fixed_slots", "fixed_retiring_slots", "fixed_heavy_slots"}) {
    EXPECT_FALSE(is_in_a_pass(plan, metric)) << metric;
    EXPECT_THAT(find(plan, metric)->absent_because, HasSubstr("added up to 0.80 of the slots")) << metric;
  }
  for (const char* const metric : {"slots", "backend_slots", "retired_ops", "cycles"})
    EXPECT_TRUE(is_in_a_pass(plan, metric)) << metric;
  EXPECT_THAT(perf_metrics_text(plan), HasSubstr("the categories of PERF_METRICS"));
}

TEST(CounterPlan, ARefusedLeaderIsTheReasonForItsShares) {
  FakePerf perf = sapphire_rapids_metal();
  perf.errors[FakePerf::slots()] = EOPNOTSUPP;
  const CounterPlan plan = planned_on_metal(perf);
  EXPECT_THAT(find(plan, "fixed_slots")->absent_because, HasSubstr("cannot count TOPDOWN.SLOTS"));
  EXPECT_THAT(find(plan, "fixed_retiring_slots")->absent_because, HasSubstr("fixed slots counter leads"));
  EXPECT_TRUE(is_in_a_pass(plan, "dropped_slots")) << "what was to stand beside them counts";
}

TEST(CounterPlan, AGuestHasTheReasonAndTheGeneralCounters) {
  FakePerf perf = sapphire_rapids_metal();
  const CounterPlan plan = planned_on_metal(perf, true);
  EXPECT_FALSE(is_in_a_pass(plan, "fixed_slots"));
  EXPECT_THAT(find(plan, "fixed_backend_slots")->absent_because, HasSubstr("virtual machines"));
  EXPECT_TRUE(is_in_a_pass(plan, "backend_slots"));
  EXPECT_THAT(perf_metrics_text(plan), HasSubstr("PERF_METRICS is not shown"));
  FakePerf zen = zen_4_guest();
  EXPECT_EQ(perf_metrics_text(planned(zen)), "") << "there is none to be had";
}

TEST(CounterPlan, WithoutCountersThereAreTheUsualEventsAlone) {
  FakePerf perf;
  perf.hardware_error = ENOENT;
  const CounterPlan plan = planned(perf, 0);
  ASSERT_EQ(plan.passes.size(), 1U);
  EXPECT_EQ(plan.passes.front(), hardware_events("Zen 4"));
  EXPECT_TRUE(plan.counters.empty()) << "the processes say why";
}

TEST(CounterPlan, WhatNeedsMoreThanThereIsSaysSo) {
  FakePerf perf = zen_4_guest();
  const CounterPlan plan = planned(perf, 1);
  ASSERT_NE(find(plan, "flops"), nullptr);
  EXPECT_THAT(find(plan, "flops")->absent_because, HasSubstr("needs more counters than the 1"));
}

TEST(CounterPlan, TheTierIsOfAllEventsAsThePassesHaveThem) {
  FakePerf perf = zen_4_guest();
  const auto all = static_cast<std::uint32_t>(countable_events("Zen 4").size());
  perf.taken = 1;  // the five usual events no longer count together; in passes of four they do
  EXPECT_EQ(tier_of(planned(perf, 4), {"none", 5, 0, ""}).tier, "full");
  perf.errors[FakePerf::raw(0x4844)] = EOPNOTSUPP;
  const PmuTier basic = tier_of(planned(perf, 4), {"none", 5, 0, ""});
  EXPECT_EQ(basic.tier, "basic");
  EXPECT_EQ(basic.believed_events, all - 1);
  EXPECT_EQ(tier_of(CounterPlan{}, {"none", 5, 0, "hidden"}).first_reason, "hidden");
}

TEST(CounterPlan, AGuestOfIceLakeThatCountsEverythingIsFull) {
  FakePerf perf = sapphire_rapids_metal();
  for (const std::uint64_t share : {0x8000, 0x8100, 0x8200, 0x8300})
    perf.errors[FakePerf::raw(share)] = EINVAL;
  const CounterPlan plan = plan_counters(perf, "/nonexistent", "Ice Lake-SP", {8, true, true, {}},
                                         read_perf_metrics("/nonexistent", "Ice Lake-SP", true));
  EXPECT_EQ(find(plan, "microcode_sequencer_ops")->absent_because, "");
  EXPECT_THAT(find(plan, "fixed_slots")->absent_because, HasSubstr("virtual machines"));
  const PmuTier tier = tier_of(plan, {"none", 8, 0, ""});
  EXPECT_EQ(tier.tier, "full") << tier.first_reason;
}

TEST(CounterPlan, AGuestOfSkylakeThatCountsEverythingIsFull) {
  FakePerf perf = sapphire_rapids_metal();
  perf.general = 4;
  perf.errors[FakePerf::raw(0x20010d)] = EINVAL;  // of both hyperthreads: no guest has such a counter
  const CounterPlan plan = plan_counters(perf, "/nonexistent", "Cascade Lake", {4, true, true, {}}, {});
  const PmuTier tier = tier_of(plan, {"none", 4, 0, ""});
  EXPECT_EQ(tier.tier, "full") << tier.first_reason;
}

/// A guest of which the hypervisor shows the usual five events and filters the rest.
TEST(CounterPlan, AGuestThatShowsTheUsualEventsAloneIsBasicAndHasNoTopDown) {
  FakePerf perf = zen_4_guest();
  const auto usual = hardware_events("Zen 4");
  for (const PlacedEvent& placed : countable_events("Zen 4")) {
    if (std::find(usual.begin(), usual.end(), placed.event) == usual.end())
      perf.errors[FakePerf::raw(placed.event.config)] = EOPNOTSUPP;
  }
  const CounterPlan plan = planned(perf);
  const PmuTier tier = tier_of(plan, {"full", 5, 5, ""});
  EXPECT_EQ(tier.tier, "basic") << "not all, although the usual five count";
  EXPECT_EQ(tier.believed_events, usual.size());
  const CounterAnswers answers = answers_of(plan, "Zen 4");
  EXPECT_EQ(answers.figures,
            (std::vector<std::string>{"instructions and IPC", "branch mispredictions", "cache misses"}));
  EXPECT_THAT(answers.no_top_down_because, HasSubstr("frontend_slots: "));
}

TEST(CounterPlan, TopDownIsPromisedWhereALevelOneIsPlanned) {
  FakePerf perf = zen_4_guest();
  const CounterAnswers zen_4 = answers_of(planned(perf), "Zen 4");
  EXPECT_EQ(zen_4.no_top_down_because, "");
  EXPECT_EQ(zen_4.figures.back(), "top-down");
  const CounterPlan of_zen_1 = plan_counters(perf, "/nonexistent", "Zen 1", {5, false, false, {}}, {});
  EXPECT_EQ(tier_of(of_zen_1, {"none", 5, 0, ""}).tier, "full");
  EXPECT_EQ(answers_of(of_zen_1, "Zen 1").no_top_down_because, "there are no formulas for Zen 1");
  const CounterPlan of_zen_3 = plan_counters(perf, "/nonexistent", "Zen 3", {5, false, false, {}}, {});
  EXPECT_THAT(answers_of(of_zen_3, "Zen 3").figures.back(), HasSubstr("a hint"));
}

TEST(CounterPlan, DescriptorsAreThoseOfTheLargestPassAndInTurnsOfAll) {
  FakePerf perf = zen_4_guest();
  const OpenedEvents opened = opened_events(planned(perf));
  EXPECT_EQ(opened.at_most, 5U);
  EXPECT_EQ(opened.multiplexed, countable_events("Zen 4").size());
  perf.general.reset();
  const OpenedEvents intel =
      opened_events(plan_counters(perf, "/nonexistent", "Sapphire Rapids", {8, true, true, {}}, {}));
  EXPECT_GT(intel.at_most, hardware_events("Sapphire Rapids").size())
      << "passes are larger than the usual set";
  CounterPlan none;
  none.passes = {hardware_events("Zen 4")};
  EXPECT_EQ(opened_events(none).at_most, 0U) << "what is not shown takes none";
}

}  // namespace
}  // namespace crossfade::collector
