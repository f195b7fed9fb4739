#include "collector/clock_counters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "collector/counters/event_catalogue.h"
#include "tests/counters/fake_perf.h"
#include "tests/support/temporary_root.h"

namespace crossfade::collector {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TemporaryRoot;

/// A guest whose hypervisor hides the PMU: a core of 3 GHz whose TSC ticks at 2 GHz.
class ClockCountersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    perf_.runs_by_itself = true;
    perf_.hardware_error = ENOENT;
    perf_.without_exclusions = 10;
    perf_.counts = {{{10, 1}, 3'000'000}, {{10, 2}, 2'000'000}, {{10, 0}, 2'000'000}};
    root_.write("/sys/bus/event_source/devices/msr/type", "10\n");
    root_.write("/sys/bus/event_source/devices/msr/events/tsc", "event=0x00\n");
  }
  void show_aperf_and_mperf() const {
    root_.write("/sys/bus/event_source/devices/msr/events/aperf", "event=0x01\n");
    root_.write("/sys/bus/event_source/devices/msr/events/mperf", "event=0x02\n");
  }
  ClockCounters tried(double clock_hz = 3e9) {
    return try_clock_counters(perf_, root_.path().string(), clock_hz);
  }
  static std::vector<std::string> metrics(const std::vector<CounterEvent>& events) {
    std::vector<std::string> names;
    for (const CounterEvent& event : events) names.push_back(event.metric);
    return names;
  }
  static std::string why_absent(const ClockCounters& clock, std::string_view metric) {
    for (const results::Counter& counter : clock.counters) {
      if (counter.metric == metric) return counter.absent_because;
    }
    ADD_FAILURE() << "nothing about " << metric;
    return {};
  }
  FakePerf perf_;
  TemporaryRoot root_;
};

TEST_F(ClockCountersTest, CountWhereTheHypervisorShowsThem) {
  show_aperf_and_mperf();
  const ClockCounters clock = tried();
  EXPECT_THAT(metrics(clock.events), ElementsAre("aperf_cycles", "mperf_cycles", "tsc_ticks"));
  ASSERT_EQ(clock.counters.size(), 3U);
  for (const results::Counter& counter : clock.counters) {
    EXPECT_EQ(counter.absent_because, "") << counter.metric;
    EXPECT_EQ(counter.tier, results::CounterTier::msr);
    EXPECT_EQ(counter.scope, results::CounterScope::user_kernel);
  }
  EXPECT_EQ(perf_.open_descriptors(), 0U);
}

TEST_F(ClockCountersTest, TheTscAloneCountsAndTheOthersSayWhyTheyDoNot) {
  const ClockCounters clock = tried();
  EXPECT_THAT(metrics(clock.events), ElementsAre("tsc_ticks"));
  EXPECT_THAT(why_absent(clock, "aperf_cycles"), HasSubstr("aperfmperf"));
  EXPECT_THAT(why_absent(clock, "mperf_cycles"), HasSubstr("no event msr/mperf/"));
}

TEST_F(ClockCountersTest, WhatIsNotBelievedIsDroppedByName) {
  show_aperf_and_mperf();
  perf_.counts[{10, 2}] = 0;
  const ClockCounters clock = tried(3.7e9);
  EXPECT_THAT(metrics(clock.events), ElementsAre("tsc_ticks"));
  EXPECT_THAT(why_absent(clock, "aperf_cycles"), HasSubstr("run at 3.70 GHz"));
  EXPECT_THAT(why_absent(clock, "mperf_cycles"), HasSubstr("msr/mperf/ exists but never counts"));
  EXPECT_THAT(metrics(tried(std::nan("")).events), ElementsAre("aperf_cycles", "tsc_ticks"))
      << "where the clock is not known nothing speaks against APERF";
}

TEST_F(ClockCountersTest, UserSpaceAloneCannotBeHad) {
  show_aperf_and_mperf();
  perf_.kernel_forbidden = true;
  root_.write("/proc/sys/kernel/perf_event_paranoid", "2\n");
  const ClockCounters clock = tried();
  EXPECT_THAT(clock.events, IsEmpty());
  EXPECT_THAT(why_absent(clock, "tsc_ticks"), HasSubstr("kernel.perf_event_paranoid is 2"));
  EXPECT_THAT(why_absent(clock, "tsc_ticks"), HasSubstr("sysctl kernel.perf_event_paranoid=1"));
}

TEST_F(ClockCountersTest, JoinEveryPassAndTheListOfCounters) {
  CounterPlan plan;
  plan.passes = {generic_events(), hardware_events("Zen 4")};
  const ClockCounters clock = tried();
  add_clock_counters(plan, clock);
  for (const auto& pass : plan.passes) EXPECT_EQ(pass.back(), clock.events.front());
  EXPECT_EQ(plan.counters.size(), 3U);
}

TEST(CountCycles, TellsWhetherTheCpusOwnPmuDoes) {
  results::Counter cycles;
  cycles.metric = "cycles";
  EXPECT_TRUE(count_cycles({{cycles}}));
  cycles.absent_because = "no PMU";
  EXPECT_FALSE(count_cycles({{cycles}}));
  EXPECT_FALSE(count_cycles({}));
}

}  // namespace
}  // namespace crossfade::collector
