#include "collector/measure/closed_loop.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "collector/measure/capacity_stage.h"
#include "tests/measure/simulated_time.h"

namespace crossfade::collector {
namespace {

/// How many requests of `service_ns` one worker makes, and when it ended.
std::pair<std::uint64_t, std::int64_t> run_alone(ClosedLoop loop, std::int64_t service_ns) {
  SimulatedTime time(1);
  std::pair<std::uint64_t, std::int64_t> outcome{};
  simulate(time, 1, [&](std::size_t w) {
    SimulatedClock clock{time, w};
    outcome.second = run_closed_loop(
        loop, clock,
        [&](std::uint64_t) {
          clock.pass(service_ns);
          return 0;
        },
        [&](std::int64_t start, std::int64_t end, int) {
          EXPECT_EQ(end - start, service_ns);
          ++outcome.first;
        });
  });
  return outcome;
}

TEST(ClosedLoopRun, FinishesTheRequestItIsInWhenTheTimeIsUp) {
  EXPECT_EQ(run_alone({1000, 1100}, 30), (std::pair<std::uint64_t, std::int64_t>{4, 1120}));
}

TEST(ClosedLoopRun, StartsNothingAtTheStop) {
  EXPECT_EQ(run_alone({1000, 1100}, 50), (std::pair<std::uint64_t, std::int64_t>{2, 1100}));
}

TEST(ClosedLoopRun, NoTimeMeansNoRequest) {
  EXPECT_EQ(run_alone({1000, 1000}, 50), (std::pair<std::uint64_t, std::int64_t>{0, 1000}));
}

TEST(ClosedLoopRun, WhatIsDoneBetweenRequestsIsPartOfNone) {
  SimulatedTime time(1);
  std::vector<std::int64_t> starts;
  std::int64_t ended = 0;
  int between = 0;
  simulate(time, 1, [&](std::size_t w) {
    SimulatedClock clock{time, w};
    ended = run_closed_loop(
        ClosedLoop{1000, 1100}, clock,
        [&](std::uint64_t) {
          clock.pass(30);
          return 0;
        },
        [&](std::int64_t start, std::int64_t end, int) {
          EXPECT_EQ(end - start, 30);
          starts.push_back(start);
        },
        [&](std::int64_t now) {
          EXPECT_EQ(now, clock.now_ns());
          ++between;
          clock.pass(12);
          return clock.now_ns();
        });
  });
  EXPECT_EQ(starts, (std::vector<std::int64_t>{1000, 1042, 1084}));
  EXPECT_EQ(ended, 1114) << "the last request's end";
  EXPECT_EQ(between, 2) << "nothing is done once the time is up";
}

TEST(ClosedLoopRun, UnequalWorkersAreBoundedByTimeNotByNumber) {
  SimulatedTime time(2);
  std::array<std::uint64_t, 2> made{};
  simulate(time, 2, [&](std::size_t w) {
    SimulatedClock clock{time, w};
    run_closed_loop(
        ClosedLoop{0, 1000}, clock,
        [&](std::uint64_t) {
          clock.pass(w == 0 ? 10 : 50);
          return 0;
        },
        [&](std::int64_t, std::int64_t, int) { ++made[w]; });
  });
  EXPECT_EQ(made[0], 100U);
  EXPECT_EQ(made[1], 20U);
}

TEST(CommonDuration, GivesTheSumOfTheRates) {
  const std::vector<std::uint64_t> completed{100, 20}, elapsed{1000, 1040};
  const double rate = 100.0 / 1000 + 20.0 / 1040;
  EXPECT_NEAR(120.0 / static_cast<double>(common_duration_ns(completed, elapsed)), rate, 1e-4);
}

TEST(CommonDuration, HasNoAnswerToNothingButTheTimeSpent) {
  EXPECT_EQ(common_duration_ns(std::vector<std::uint64_t>{0, 0}, std::vector<std::uint64_t>{900, 1000}),
            1000U);
  EXPECT_EQ(common_duration_ns({}, {}), 0U);
  EXPECT_EQ(common_duration_ns(std::vector<std::uint64_t>{0}, std::vector<std::uint64_t>{0}), 0U);
}

}  // namespace
}  // namespace crossfade::collector
