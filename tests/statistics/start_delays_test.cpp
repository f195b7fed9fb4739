#include "analysis/statistics/start_delays.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/statistics/queue_replay.h"
#include "tests/statistics/simulated_engine.h"

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

// What is found must be what was done to the workers, idle or in the middle of a request, and explain every
// wait.
TEST(StartDelays, FindsWhatWasDoneToAnEngineWithStalls) {
  for (const std::uint32_t servers : {1U, 2U, 4U}) {
    SimulatedMachine machine;
    machine.servers = servers;
    machine.stalls_per_s = 10;
    SimulatedEngine engine(machine, 2500.0 * servers, servers);
    Times arrivals;
    Spans waits, services, delays;
    for (int i = 0; i < 100000; ++i) {
      const SimulatedRequest r = engine.next();
      arrivals.push_back(r.arrival_ns);
      waits.push_back(r.wait_ns);
      services.push_back(r.service_ns);
      delays.push_back(r.start_delay_ns);
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
