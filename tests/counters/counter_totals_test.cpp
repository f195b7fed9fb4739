#include "collector/counters/counter_totals.h"

#include <gtest/gtest.h>

namespace crossfade::collector {
namespace {

using results::Counter;
using results::CounterState;

const Counter present{"cycles", "raw", results::CounterScope::user_kernel, results::CounterTier::hardware,
                      ""};

Counter absent(const char* why) {
  Counter counter = present;
  counter.absent_because = why;
  return counter;
}

TEST(CounterTotals, NoThreadsGiveNoCounters) {
  EXPECT_TRUE(merge_counters({}).empty());
  EXPECT_TRUE(sum_readings({}, {}).empty());
}

TEST(CounterTotals, WhatOneThreadLacksIsAbsent) {
  const std::vector<std::vector<Counter>> threads{{present, present}, {present, absent("EMFILE")}};
  const auto merged = merge_counters(threads);
  EXPECT_EQ(merged[0].absent_because, "");
  EXPECT_EQ(merged[1].absent_because, "EMFILE");
}

TEST(CounterTotals, TheNarrowerScopeHolds) {
  Counter user = present;
  user.scope = results::CounterScope::user;
  const std::vector<std::vector<Counter>> threads{{present}, {user}};
  EXPECT_EQ(merge_counters(threads)[0].scope, results::CounterScope::user);
}

TEST(CounterTotals, AddsTotalsAndTimes) {
  const std::vector<Counter> counters{present};
  const std::vector<std::vector<EventReading>> threads{{{10, 100, 100, CounterState::counted}},
                                                       {{5, 100, 50, CounterState::counted}}};
  const auto sums = sum_readings(threads, counters);
  EXPECT_EQ(sums[0].total, 15U);
  EXPECT_EQ(sums[0].enabled_ns, 200U);
  EXPECT_EQ(sums[0].running_ns, 150U);
  EXPECT_EQ(sums[0].state, CounterState::counted);
}

TEST(CounterTotals, ASumThatLacksAThreadIsNoSum) {
  const std::vector<Counter> counters{present};
  for (const CounterState state : {CounterState::lost, CounterState::zeroed}) {
    const std::vector<std::vector<EventReading>> threads{{{10, 100, 100, CounterState::counted}},
                                                         {{std::nullopt, 100, 0, state}}};
    const auto sums = sum_readings(threads, counters);
    EXPECT_EQ(sums[0].total, std::nullopt);
    EXPECT_EQ(sums[0].state, state);
  }
}

TEST(CounterTotals, AZeroInDoubtIsOneWhereAnotherThreadCounted) {
  const std::vector<Counter> counters{present};
  EventReading doubtful{std::nullopt, 100, 100, CounterState::zeroed};
  doubtful.may_be_zero = true;
  const std::vector<EventReading> some{{10, 100, 100, CounterState::counted}};
  EXPECT_EQ(sum_readings(std::vector<std::vector<EventReading>>{some, {doubtful}}, counters)[0].total, 10U);
  const auto none = sum_readings(std::vector<std::vector<EventReading>>{{doubtful}, {doubtful}}, counters);
  EXPECT_EQ(none[0].total, std::nullopt);
  EXPECT_EQ(none[0].state, CounterState::zeroed);
}

TEST(CounterTotals, AnAbsentCounterIsDeniedWhateverTheReadingsSay) {
  const std::vector<Counter> counters{absent("no PMU"), present};
  const std::vector<std::vector<EventReading>> threads{
      {{10, 1, 1, CounterState::counted}, {20, 1, 1, CounterState::counted}}};
  const auto sums = sum_readings(threads, counters);
  EXPECT_EQ(sums[0].state, CounterState::denied);
  EXPECT_EQ(sums[0].total, std::nullopt);
  EXPECT_EQ(sums[1].total, 20U);
  EXPECT_EQ(sums[1].counter, 1U);
}

TEST(CounterTotals, NoThreadsCountNothing) {
  const std::vector<Counter> counters{present};
  EXPECT_EQ(sum_readings({}, counters)[0].total, std::nullopt);
}

}  // namespace
}  // namespace crossfade::collector
