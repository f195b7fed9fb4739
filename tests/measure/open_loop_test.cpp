// How an open loop ends, and what a worker says of a request. That its waits are those of a queue is
// open_loop_exactness_test's.
#include "collector/measure/open_loop.h"

#include <gtest/gtest.h>

#include "tests/measure/simulated_engine.h"

namespace crossfade::collector {
namespace {

/// Arrivals of one worker every 10 ns that take 30 ns each: hopeless.
struct Overload {
  Traffic traffic{std::vector<std::int64_t>(1000), std::vector<std::uint32_t>(1000, 30)};
  SimulatedTime time{1};
  std::atomic<bool> given_up{false};
  std::size_t served = 0;
  std::int64_t end_ns = 0;

  explicit Overload(OpenLoop loop) {
    for (std::size_t i = 0; i < 1000; ++i) traffic.arrival_ns[i] = static_cast<std::int64_t>(10 * i);
    loop.arrival_ns = traffic.arrival_ns;
    ArrivalCursor cursor;
    simulate(time, 1, [&](std::size_t w) {
      SimulatedClock clock{time, w};
      end_ns = run_open_loop(
          loop, clock, cursor, given_up,
          [&](std::size_t i) {
            clock.pass(traffic.service_ns[i]);
            return 0;
          },
          [&](const Passage&, int) { ++served; });
    });
  }
};

TEST(OpenLoopLimit, GivesUpWhenDrainingTakesTooLong) {
  const Overload run({.give_up_ns = 3000});
  EXPECT_TRUE(run.given_up);
  EXPECT_EQ(run.served, 101U);  // request 100 starts at 3000, 101 would start later
  EXPECT_EQ(run.end_ns, 3030);
}

/// One worker, an arrival every 1000 ns of 10 ns each; in request `at` it stands still for `standstill_ns`.
std::pair<std::vector<Passage>, std::int64_t> run_with_standstill(std::size_t at, std::int64_t standstill_ns,
                                                                  std::int64_t give_up_ns) {
  std::vector<std::int64_t> arrivals(100);
  for (std::size_t i = 0; i < arrivals.size(); ++i) arrivals[i] = static_cast<std::int64_t>(1000 * i);
  SimulatedTime time(1);
  std::atomic<bool> given_up{false};
  ArrivalCursor cursor;
  std::pair<std::vector<Passage>, std::int64_t> ran;
  simulate(time, 1, [&](std::size_t w) {
    SimulatedClock clock{time, w};
    ran.second = run_open_loop(
        OpenLoop{.arrival_ns = arrivals, .give_up_ns = give_up_ns}, clock, cursor, given_up,
        [&](std::size_t i) {
          clock.pass(i == at ? standstill_ns : 10);
          return 0;
        },
        [&](const Passage& passage, int) { ran.first.push_back(passage); });
  });
  return ran;
}

TEST(OpenLoopLimit, AQueueThatAStandstillLeftDrainsByItself) {
  const auto [passages, end_ns] = run_with_standstill(20, 15'000, 200'000);
  ASSERT_EQ(passages.size(), 100U);
  EXPECT_EQ(passages[21].start_ns - passages[21].due_ns, 14'000);
  EXPECT_EQ(passages[36].start_ns - passages[36].due_ns, 0) << "15 requests of 10 ns are soon served";
  EXPECT_EQ(end_ns, 99'010);
}

TEST(OpenLoopLimit, AStandstillBeyondTheLimitEndsWhereItWasGivenUp) {
  const auto [passages, end_ns] = run_with_standstill(20, 300'000, 200'000);
  EXPECT_EQ(passages.size(), 21U);
  EXPECT_EQ(end_ns, 320'000) << "not where the schedule would have ended";
}

TEST(OpenLoopLimit, AWorkerThatOversleepsTheLimitGivesUpWhenItWakes) {
  const std::vector<std::int64_t> arrivals{0, 1000, 2000};
  SimulatedTime time(1);
  std::atomic<bool> given_up{false};
  ArrivalCursor cursor;
  std::size_t served = 0;
  simulate(time, 1, [&](std::size_t w) {
    SimulatedClock clock{time, w, 250'000};
    const auto end_ns = run_open_loop(
        OpenLoop{.arrival_ns = arrivals, .give_up_ns = 200'000}, clock, cursor, given_up,
        [](std::size_t) { return 0; }, [&](const Passage&, int) { ++served; });
    EXPECT_EQ(end_ns, 251'000) << "not at the end of the last request";
  });
  EXPECT_EQ(served, 1U);
  EXPECT_TRUE(given_up);
}

TEST(OpenLoopLimit, WithoutALimitItServesEverythingThatArrived) {
  const Overload run({});
  EXPECT_FALSE(run.given_up);
  EXPECT_EQ(run.served, 1000U);
  EXPECT_EQ(run.end_ns, 30'000);
}

TEST(OpenLoopRun, WhatIsDoneBetweenRequestsDelaysTheNextAndIsPartOfNone) {
  const std::vector<std::int64_t> arrivals{0, 5, 1000};
  SimulatedTime time(1);
  std::atomic<bool> given_up{false};
  ArrivalCursor cursor;
  std::vector<Passage> passages;
  std::int64_t end_ns = 0;
  simulate(time, 1, [&](std::size_t w) {
    SimulatedClock clock{time, w};
    end_ns = run_open_loop(
        OpenLoop{.arrival_ns = arrivals}, clock, cursor, given_up,
        [&](std::size_t) {
          clock.pass(10);
          return 0;
        },
        [&](const Passage& passage, int) { passages.push_back(passage); },
        [&](std::int64_t now_ns) {
          EXPECT_EQ(now_ns, passages.back().end_ns);
          clock.pass(7);
          return clock.now_ns();
        });
  });
  ASSERT_EQ(passages.size(), 3U);
  EXPECT_EQ(passages[1].start_ns, 17) << "due at 5, served when the worker was ready again";
  EXPECT_EQ(passages[1].end_ns, 27);
  EXPECT_FALSE(passages[1].waited_for);
  EXPECT_EQ(passages[2].start_ns, 1000) << "an idle worker has time for it";
  EXPECT_TRUE(passages[2].waited_for);
  EXPECT_EQ(end_ns, 1010) << "the last request's end";
}

TEST(OpenLoopLimit, NoArrivalsEndAtOnce) {
  SimulatedTime time(1);
  std::atomic<bool> given_up{false};
  ArrivalCursor cursor;
  simulate(time, 1, [&](std::size_t w) {
    SimulatedClock clock{time, w};
    const auto end = run_open_loop(
        OpenLoop{}, clock, cursor, given_up, [](std::size_t) { return 0; }, [](const Passage&, int) {});
    EXPECT_EQ(end, 0);
  });
  EXPECT_FALSE(given_up);
}

TEST(OpenLoopLimit, AWorkerThatWaitedSaysSo) {
  const std::vector<std::int64_t> arrivals{100, 110};
  SimulatedTime time(1);
  std::atomic<bool> given_up{false};
  ArrivalCursor cursor;
  std::vector<Passage> passages;
  simulate(time, 1, [&](std::size_t w) {
    SimulatedClock clock{time, w};
    run_open_loop(
        OpenLoop{.arrival_ns = arrivals, .start_ns = 1000}, clock, cursor, given_up,
        [&](std::size_t) {
          clock.pass(30);
          return 0;
        },
        [&](const Passage& passage, int) { passages.push_back(passage); });
  });
  ASSERT_EQ(passages.size(), 2U);
  EXPECT_TRUE(passages[0].waited_for);
  EXPECT_EQ(passages[0].start_ns, 1100);
  EXPECT_FALSE(passages[1].waited_for);
  EXPECT_EQ(passages[1].due_ns, 1110);
  EXPECT_EQ(passages[1].start_ns, 1130);
  EXPECT_EQ(passages[1].end_ns, 1160);
}

}  // namespace
}  // namespace crossfade::collector
