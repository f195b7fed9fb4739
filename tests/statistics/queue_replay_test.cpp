#include "analysis/statistics/queue_replay.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace crossfade::statistics {
namespace {

using Times = std::vector<std::int64_t>;
using Services = std::vector<std::uint32_t>;

TEST(QueueReplay, OneServerFollowsLindley) {
  // w1 = 0; w2 = 0 + 5 - 3 = 2; w3 = 2 + 1 - 1 = 2; w4 = 2 + 4 - 10 < 0 = 0
  EXPECT_EQ(replay_waits(Times{100, 103, 104, 114}, Services{5, 1, 4, 9}, 1), (Times{0, 2, 2, 0}));
}

TEST(QueueReplay, TwoServersTakeTheEarliestFree) {
  // Servers free at 10 and 4; the third starts at 4, then servers at 10 and 6.
  EXPECT_EQ(replay_waits(Times{0, 1, 2, 3}, Services{10, 3, 2, 1}, 2), (Times{0, 0, 2, 3}));
}

TEST(QueueReplay, EmptyAndMoreServersThanRequests) {
  EXPECT_TRUE(replay_waits({}, {}, 3).empty());
  EXPECT_EQ(replay_waits(Times{5, 5, 5}, Services{7, 7, 7}, 8), (Times{0, 0, 0}));
}

TEST(QueueReplay, SimultaneousArrivalsQueueInOrder) {
  EXPECT_EQ(replay_waits(Times{0, 0, 0}, Services{4, 4, 4}, 1), (Times{0, 4, 8}));
}

TEST(QueueReplay, ServiceTimesBeyondThirtyTwoBitsInSumDoNotOverflow) {
  const Services longest(3, UINT32_MAX);
  EXPECT_EQ(replay_waits(Times{0, 0, 0}, longest, 1).back(), 2 * static_cast<std::int64_t>(UINT32_MAX));
}

// M/M/k: mean wait = C(k, a) / (k mu - lambda), Erlang's second formula. Published values of C: a = 0.8, k =
// 1: 0.8; a = 1.6, k = 2: 0.7111.
TEST(QueueReplay, MeanWaitMatchesErlang) {
  struct Case {
    std::uint32_t servers;
    double delayed;
  };
  for (const Case c : {Case{1, 0.8}, Case{2, 0.711111}}) {
    std::mt19937_64 random(7);
    const double service_mean_ns = 100000, rho = 0.8;
    std::exponential_distribution<double> gap(rho * c.servers / service_mean_ns),
        service(1 / service_mean_ns);
    Times arrivals;
    Services services;
    double t = 0;
    for (int i = 0; i < 2000000; ++i) {
      t += gap(random);
      arrivals.push_back(static_cast<std::int64_t>(t));
      services.push_back(static_cast<std::uint32_t>(service(random)));
    }
    double sum = 0;
    for (const auto w : replay_waits(arrivals, services, c.servers)) sum += static_cast<double>(w);
    const double expected = c.delayed * service_mean_ns / (c.servers * (1 - rho));
    EXPECT_NEAR(sum / 2e6 / expected, 1, 0.03) << c.servers;
  }
}

TEST(QueueReplay, ProgrammersErrorsEndTheProgram) {
  EXPECT_DEATH(replay_waits(Times{1}, Services{1}, 0), "a queue needs a server");
  EXPECT_DEATH(replay_waits(Times{1}, Services{}, 1), "one service time per arrival");
  EXPECT_DEATH(replay_waits(Times{2, 1}, Services{1, 1}, 1), "arrivals are in order");
}

}  // namespace
}  // namespace crossfade::statistics
