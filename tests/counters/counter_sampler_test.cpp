#include "collector/counters/counter_sampler.h"

#include <gtest/gtest.h>

#include <memory>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/self_test.h"
#include "tests/counters/fake_perf.h"

namespace crossfade::collector {
namespace {

using results::CounterState;
using Times = std::vector<std::uint64_t>;

constexpr std::uint64_t none = results::CounterSeries::not_counted;
constexpr std::int64_t start_ns = 1'000, period_ns = 100;

/// Five software events, then cycles and four more of the CPU, all counting 1000 whenever the thread runs.
class Sampler : public ::testing::Test {
 protected:
  void SetUp() override {
    perf_.general = 5;
    perf_.runs_by_itself = true;  // while it is tested
    perf_.counts[FakePerf::hardware(PERF_COUNT_HW_INSTRUCTIONS)] = 2 * known_loop_iterations;
    perf_.counts[FakePerf::hardware(PERF_COUNT_HW_BRANCH_INSTRUCTIONS)] = known_loop_iterations;
    counters_ = std::make_unique<ThreadCounters>(perf_, "/proc", generic_events());
    perf_.runs_by_itself = false;
    perf_.counts.clear();
    for (const results::Counter& counter : counters_->counters()) ASSERT_EQ(counter.absent_because, "");
  }
  CounterSampler started(std::size_t room = 20) {
    CounterSampler sampler(*counters_, period_ns, room);
    counters_->start();
    sampler.start(start_ns);
    return sampler;
  }
  WorkerSamples stopped(CounterSampler& sampler, std::int64_t now_ns) {
    counters_->stop();
    return sampler.finish(now_ns, counters_->readings());
  }
  Times counts_of(const WorkerSamples& samples, std::size_t event) const {
    Times counts;
    for (std::size_t i = 0; i < samples.time_ns.size(); ++i)
      counts.push_back(samples.counts[i * samples.events + event]);
    return counts;
  }
  void expect_sums_of_totals(const WorkerSamples& samples) const {
    for (std::size_t event = 0; event < samples.events; ++event) {
      const auto& total = counters_->readings()[event].total;
      ASSERT_TRUE(total) << event;
      std::uint64_t sum = 0;
      for (const std::uint64_t count : counts_of(samples, event)) sum += count == none ? 0 : count;
      EXPECT_EQ(sum, *total) << event;
    }
  }
  FakePerf perf_;
  std::unique_ptr<ThreadCounters> counters_;
  const std::size_t cycles_ = software_events().size();
};

TEST_F(Sampler, IsDueAtMultiplesOfThePeriodHoweverLateTheLastWas) {
  CounterSampler sampler = started();
  EXPECT_FALSE(sampler.is_due(1'099));
  EXPECT_TRUE(sampler.is_due(1'100));
  sampler.take(1'130);
  EXPECT_FALSE(sampler.is_due(1'199));
  EXPECT_TRUE(sampler.is_due(1'200));
  sampler.take(1'650);  // a long request
  EXPECT_FALSE(sampler.is_due(1'699)) << "what was missed is not made up for";
  EXPECT_TRUE(sampler.is_due(1'700));
  EXPECT_EQ(stopped(sampler, 1'660).time_ns, (Times{130, 650, 660})) << "when they were really taken";
  EXPECT_FALSE(sampler.is_due(INT64_MAX - 1)) << "the stage is over";
}

TEST_F(Sampler, WhatItCountsAddsUpToTheTotals) {
  CounterSampler sampler = started();
  perf_.counts[FakePerf::hardware(PERF_COUNT_HW_CPU_CYCLES)] = 5'000;
  for (int i = 0; i < 3; ++i) perf_.run();
  sampler.take(1'100);
  perf_.run();
  perf_.run();
  sampler.take(1'200);
  perf_.run();
  const WorkerSamples samples = stopped(sampler, 1'250);
  EXPECT_EQ(samples.events, cycles_ + 5);
  EXPECT_EQ(counts_of(samples, cycles_), (Times{15'000, 10'000, 5'000}));
  EXPECT_EQ(counts_of(samples, 0), (Times{3'000, 2'000, 1'000}));
  EXPECT_EQ(samples.dropped, 0U);
  expect_sums_of_totals(samples);
}

TEST_F(Sampler, BeginsAnewInTheNextStage) {
  CounterSampler first = started();
  perf_.run();
  first.take(1'100);
  stopped(first, 1'150);
  perf_.run();  // nobody counts
  CounterSampler second = started();
  perf_.run();
  second.take(1'100);
  const WorkerSamples samples = stopped(second, 1'150);
  EXPECT_EQ(counts_of(samples, cycles_)[0], 1'000U);
}

TEST_F(Sampler, AGroupThatIsTakenAwayHasNoValueFromThenOn) {
  CounterSampler sampler = started();
  perf_.run();
  sampler.take(1'100);
  perf_.taken = 1;
  perf_.run();
  sampler.take(1'200);
  perf_.taken = 0;
  perf_.run();
  sampler.take(1'300);
  const WorkerSamples samples = stopped(sampler, 1'350);
  EXPECT_EQ(counts_of(samples, cycles_), (Times{1'000, none, none, none}));
  EXPECT_EQ(counters_->readings()[cycles_].state, CounterState::lost);
  EXPECT_EQ(counts_of(samples, 0), (Times{1'000, 1'000, 1'000, 0})) << "the kernel's own go on";
  EXPECT_EQ(counters_->readings()[0].total, 3'000U);
}

TEST_F(Sampler, WhatDidNotRunBetweenTwoSamplesHasNoValue) {
  CounterSampler sampler = started();
  perf_.run();
  sampler.take(1'100);
  perf_.running_ns = 0;
  perf_.default_count = 0;
  perf_.run();
  sampler.take(1'200);
  perf_.running_ns = 1'000'000;
  perf_.default_count = 1'000;
  perf_.run();
  sampler.take(1'300);
  perf_.run();
  const WorkerSamples samples = stopped(sampler, 1'350);
  EXPECT_EQ(counts_of(samples, cycles_), (Times{1'000, none, 1'000, 1'000}));
  EXPECT_EQ(counts_of(samples, 0), (Times{1'000, none, 1'000, 1'000}));
  expect_sums_of_totals(samples);
}

TEST_F(Sampler, NothingIsACountWhereThereMayBeNone) {
  CounterSampler sampler = started();
  perf_.run();
  sampler.take(1'100);
  perf_.default_count = 0;
  perf_.run();
  sampler.take(1'200);
  const WorkerSamples samples = stopped(sampler, 1'250);
  EXPECT_EQ(counts_of(samples, 1)[1], 0U) << "no context switch";
  EXPECT_EQ(counts_of(samples, cycles_)[1], none) << "no cycle: the hypervisor hides them";
}

TEST_F(Sampler, WhatHasNoRoomIsCountedAndItsCountsAreInTheNext) {
  CounterSampler sampler = started(3);
  for (std::int64_t now_ns = 1'100; now_ns <= 1'500; now_ns += 100) {
    perf_.run();
    ASSERT_TRUE(sampler.is_due(now_ns));
    sampler.take(now_ns);
  }
  perf_.run();
  const WorkerSamples samples = stopped(sampler, 1'550);
  EXPECT_EQ(samples.time_ns, (Times{100, 200, 550})) << "the stop always has its place";
  EXPECT_EQ(samples.dropped, 3U);
  EXPECT_EQ(counts_of(samples, cycles_), (Times{1'000, 1'000, 4'000}));
  expect_sums_of_totals(samples);
}

TEST_F(Sampler, IsNeverDueWhereNothingCounts) {
  FakePerf refusing;
  refusing.hardware_error = ENOENT;
  for (const CounterEvent& event : software_events()) refusing.errors[{event.type, event.config}] = EACCES;
  ThreadCounters counters(refusing, "/proc", generic_events());
  CounterSampler sampler(counters, period_ns, 10);
  sampler.start(start_ns);
  EXPECT_FALSE(sampler.is_due(INT64_MAX - 1));
  EXPECT_TRUE(sampler.finish(5'000, counters.readings()).time_ns.empty());
  CounterSampler off;
  off.start(start_ns);
  EXPECT_FALSE(off.is_due(INT64_MAX - 1));
  EXPECT_TRUE(off.finish(5'000, {}).time_ns.empty());
}

}  // namespace
}  // namespace crossfade::collector
