#include "collector/counter_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/self_test.h"
#include "tests/counters/fake_perf.h"

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
  return plan_counters(perf, "/nonexistent", "Zen 4", {general, false, false, {}});
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

TEST(CounterPlan, APassThatAddsNothingIsNone) {
  FakePerf perf = zen_4_guest();
  const std::size_t all = planned(perf).passes.size();
  perf.errors[FakePerf::raw(0x1f03)] = EOPNOTSUPP;  // floating-point operations stand in a pass of their own
  FakePerf refused = perf;
  EXPECT_LE(planned(refused).passes.size(), all);
  for (const auto& pass : planned(refused).passes)
    EXPECT_GT(pass.size(), 2U) << "beside cycles and instructions";
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

TEST(CounterPlan, TheTierIsOfTheUsualEventsAsThePassesHaveThem) {
  FakePerf perf = zen_4_guest();
  perf.taken = 1;  // the five usual events no longer count together; in passes of four they do
  EXPECT_EQ(tier_of(planned(perf, 4), "Zen 4", {"none", 5, 0, ""}).tier, "full");
  perf.errors[FakePerf::raw(0x4844)] = EOPNOTSUPP;
  const PmuTier basic = tier_of(planned(perf, 4), "Zen 4", {"none", 5, 0, ""});
  EXPECT_EQ(basic.tier, "basic");
  EXPECT_EQ(basic.believed_events, 4U);
  EXPECT_EQ(tier_of(CounterPlan{}, "Zen 4", {"none", 5, 0, "hidden"}).first_reason, "hidden");
}

}  // namespace
}  // namespace crossfade::collector
