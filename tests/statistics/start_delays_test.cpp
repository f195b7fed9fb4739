#include "analysis/statistics/start_delays.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "analysis/statistics/queue_replay.h"

namespace crossfade::statistics {
namespace {

using Times = std::vector<std::int64_t>;
using Spans = std::vector<std::uint32_t>;

TEST(StartDelays, QueueingAloneIsNoDelay) {
  // The waits of queue_replay_test: 0, 2, 2, 0.
  EXPECT_EQ(start_delays(Times{100, 103, 104, 114}, Spans{0, 2, 2, 0}, Spans{5, 1, 4, 9}, 1),
            (Spans{0, 0, 0, 0}));
}

TEST(StartDelays, OneStandstillIsCountedOnceAndNotInTheQueueBehindIt) {
  // The first meets a server that stands still until 10; the second and third wait for it, not for the
  // machine.
  EXPECT_EQ(start_delays(Times{0, 1, 2}, Spans{10, 11, 12}, Spans{2, 2, 2}, 1), (Spans{10, 0, 0}));
  // Seen against a replay of the service times alone the same standstill appears three times.
  EXPECT_EQ(replay_waits(Times{0, 1, 2}, Spans{2, 2, 2}, 1), (Times{0, 1, 2}));
}

TEST(StartDelays, AnotherServerIsNotHeldUp) {
  // Two servers: the first request's stands still for 20; the second and third find the other one free at
  // once, or when it has ended; the fourth starts 1 late on a free server.
  EXPECT_EQ(start_delays(Times{0, 5, 6, 30}, Spans{20, 0, 3, 1}, Spans{2, 4, 1, 1}, 2), (Spans{20, 0, 0, 1}));
}

TEST(StartDelays, EmptySimultaneousAndMoreServersThanRequests) {
  EXPECT_TRUE(start_delays({}, {}, {}, 2).empty());
  EXPECT_EQ(start_delays(Times{7, 7, 7}, Spans{0, 1, 2}, Spans{9, 9, 9}, 8), (Spans{0, 1, 2}));
}

TEST(StartDelays, ATraceThatNoQueueMakesIsNotBelowZero) {
  EXPECT_EQ(start_delays(Times{0, 1}, Spans{0, 0}, Spans{5, 5}, 1), (Spans{0, 0}));
}

// Workers that claim the next arrival as soon as they are free, and stand still at times: idle or in the
// middle of a request. What is found must be what was done to them, and explain every wait.
TEST(StartDelays, FindsWhatWasDoneToAnEngineWithStalls) {
  for (const std::uint32_t servers : {1U, 2U, 4U}) {
    std::mt19937_64 random(servers);
    std::exponential_distribution<double> gap(0.7 * servers / 200e3), service(1 / 200e3), calm(1 / 20e6);
    struct Worker {
      double free_at = 0, stall_from = 0, stall_to = 0;
    };
    std::vector<Worker> workers(servers);
    const auto next_stall = [&](Worker& w) {
      w.stall_from = w.stall_to + calm(random);
      w.stall_to = w.stall_from + 5e6;
    };
    for (Worker& w : workers) next_stall(w);
    Times arrivals;
    Spans waits, services, delays;
    double t = 0;
    for (int i = 0; i < 100000; ++i) {
      t += gap(random);
      const auto arrival = static_cast<std::int64_t>(t);
      Worker& w = *std::min_element(workers.begin(), workers.end(),
                                    [](const Worker& a, const Worker& b) { return a.free_at < b.free_at; });
      const auto possible = std::max(arrival, static_cast<std::int64_t>(w.free_at));
      while (w.stall_to < static_cast<double>(possible)) next_stall(w);
      const auto start =
          w.stall_from < static_cast<double>(possible) ? static_cast<std::int64_t>(w.stall_to) : possible;
      while (w.stall_to <= static_cast<double>(start)) next_stall(w);
      double busy = service(random);
      while (w.stall_from < static_cast<double>(start) + busy) {
        busy += w.stall_to - w.stall_from;
        next_stall(w);
      }
      arrivals.push_back(arrival);
      waits.push_back(static_cast<std::uint32_t>(start - arrival));
      services.push_back(static_cast<std::uint32_t>(busy));
      delays.push_back(static_cast<std::uint32_t>(start - possible));
      w.free_at = static_cast<double>(start + services.back());
    }
    const Spans found = start_delays(arrivals, waits, services, servers);
    EXPECT_EQ(found, delays) << servers;
    EXPECT_GT(std::count_if(found.begin(), found.end(), [](std::uint32_t d) { return d > 0; }), 100);

    Spans busy;
    for (std::size_t i = 0; i < services.size(); ++i) busy.push_back(services[i] + found[i]);
    const Times replayed = replay_waits(arrivals, busy, servers);
    for (std::size_t i = 0; i < waits.size(); ++i) ASSERT_EQ(replayed[i] + found[i], waits[i]) << i;
  }
}

TEST(StartDelays, ProgrammersErrorsEndTheProgram) {
  EXPECT_DEATH(start_delays(Times{1}, Spans{1}, Spans{1}, 0), "a queue needs a server");
  EXPECT_DEATH(start_delays(Times{1}, Spans{}, Spans{1}, 1), "one wait and one service time");
  EXPECT_DEATH(start_delays(Times{2, 1}, Spans{1, 1}, Spans{1, 1}, 1), "arrivals are in order");
}

}  // namespace
}  // namespace crossfade::statistics
