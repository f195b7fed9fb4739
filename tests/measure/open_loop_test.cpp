// The engine against the recursion of Kiefer and Wolfowitz, to the nanosecond; and what it must not do, done
// on purpose: each of these has to be caught by the same comparison.
#include "collector/measure/open_loop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "analysis/statistics/queue_replay.h"
#include "collector/measure/arrivals.h"
#include "tests/measure/simulated_time.h"
#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

using Waits = std::vector<std::int64_t>;

struct Traffic {
  std::vector<std::int64_t> arrival_ns;
  std::vector<std::uint32_t> service_ns;
};

/// Poisson arrivals and exponential service of 100 us on `workers` servers, at the given utilisation.
Traffic make_traffic(std::size_t requests, std::size_t workers, double utilisation, std::uint64_t seed) {
  const double per_s = utilisation * static_cast<double>(workers) / 100e-6;
  const auto duration_ns = static_cast<std::uint64_t>(static_cast<double>(requests) / per_s * 1e9);
  Traffic traffic{*make_arrivals(results::Arrival::poisson, per_s, duration_ns, seed), {}};
  workloads::Random random(seed + 1);
  for (std::size_t i = 0; i < traffic.arrival_ns.size(); ++i)
    traffic.service_ns.push_back(static_cast<std::uint32_t>(100'000 * random.exponential()) + 1);
  return traffic;
}

/// A plain statement of the recursion, apart from the library's.
Waits expected_waits(const Traffic& traffic, std::size_t workers) {
  std::vector<std::int64_t> free_at(workers, 0);
  Waits waits;
  for (std::size_t i = 0; i < traffic.arrival_ns.size(); ++i) {
    auto earliest = std::min_element(free_at.begin(), free_at.end());
    const std::int64_t start = std::max(*earliest, traffic.arrival_ns[i]);
    waits.push_back(start - traffic.arrival_ns[i]);
    *earliest = start + traffic.service_ns[i];
  }
  return waits;
}

struct Faults {
  std::int64_t wake_late_ns = 0;   ///< the worker oversleeps
  std::int64_t claim_cost_ns = 0;  ///< it dawdles over taking the next request
};

/// Runs the engine in simulated time; -1 = never served.
template <class Cursor>
Waits engine_waits(const Traffic& traffic, std::size_t workers, Cursor& cursor, Faults faults = {}) {
  SimulatedTime time(workers);
  Waits waits(traffic.arrival_ns.size(), -1);
  std::atomic<bool> given_up{false};
  simulate(time, workers, [&](std::size_t w) {
    SimulatedClock clock{time, w, faults.wake_late_ns};
    cursor.bind(clock);
    run_open_loop(
        OpenLoop{traffic.arrival_ns}, clock, cursor, given_up,
        [&](std::size_t i) {
          clock.pass(traffic.service_ns[i]);
          return 0;
        },
        [&](const Passage& passage, int) {
          waits[passage.request] = passage.start_ns - passage.due_ns;
          if (faults.claim_cost_ns > 0) clock.pass(faults.claim_cost_ns);
        });
  });
  return waits;
}

struct FairCursor : ArrivalCursor {
  void bind(SimulatedClock&) {}
};

class OpenLoopEngine : public ::testing::TestWithParam<std::size_t> {};

TEST_P(OpenLoopEngine, WaitsAreThoseOfAFirstComeFirstServedQueue) {
  for (const double utilisation : {0.3, 0.7, 0.95}) {
    const Traffic traffic = make_traffic(1500, GetParam(), utilisation, 17);
    FairCursor cursor;
    const Waits waits = engine_waits(traffic, GetParam(), cursor);
    EXPECT_EQ(waits, expected_waits(traffic, GetParam())) << utilisation;
    EXPECT_EQ(waits, statistics::replay_waits(traffic.arrival_ns, traffic.service_ns,
                                              static_cast<std::uint32_t>(GetParam())));
    EXPECT_GT(std::accumulate(waits.begin(), waits.end(), std::int64_t{0}), 0) << "nothing was tested";
  }
}

/// Takes the newest request that is due instead of the oldest.
class LastComeCursor {
 public:
  explicit LastComeCursor(const Traffic& traffic) : traffic_(traffic), taken_(traffic.arrival_ns.size()) {}
  void bind(SimulatedClock& clock) { clocks_.push_back(&clock); }
  std::size_t claim() {
    std::int64_t now = INT64_MAX;
    for (const auto* clock : clocks_) now = std::min(now, clock->now_ns());
    std::size_t chosen = taken_.size();
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      const bool due = traffic_.arrival_ns[i] <= now;
      if (!taken_[i] && (due || chosen == taken_.size())) chosen = i;
      if (!due && chosen != taken_.size()) break;
    }
    if (chosen < taken_.size()) taken_[chosen] = true;
    return chosen;
  }

 private:
  const Traffic& traffic_;
  std::vector<SimulatedClock*> clocks_;
  std::vector<char> taken_;
};

TEST(OpenLoopMutation, LastComeFirstServedIsCaught) {
  const Traffic traffic = make_traffic(500, 1, 0.8, 5);
  LastComeCursor cursor(traffic);
  const Waits waits = engine_waits(traffic, 1, cursor);
  EXPECT_EQ(std::count(waits.begin(), waits.end(), -1), 0);
  EXPECT_NE(waits, expected_waits(traffic, 1));
}

struct DroppingCursor : FairCursor {
  std::size_t claim() {
    const std::size_t i = ArrivalCursor::claim();
    return i == 100 ? ArrivalCursor::claim() : i;
  }
};

TEST(OpenLoopMutation, ADroppedArrivalIsCaught) {
  const Traffic traffic = make_traffic(500, 2, 0.8, 5);
  DroppingCursor cursor;
  const Waits waits = engine_waits(traffic, 2, cursor);
  EXPECT_EQ(waits[100], -1);
  EXPECT_NE(waits, expected_waits(traffic, 2));
}

TEST(OpenLoopMutation, WakingLateIsCaught) {
  const Traffic traffic = make_traffic(500, 2, 0.3, 5);
  FairCursor cursor;
  EXPECT_NE(engine_waits(traffic, 2, cursor, {.wake_late_ns = 1}), expected_waits(traffic, 2));
}

TEST(OpenLoopMutation, ClaimingLateIsCaught) {
  const Traffic traffic = make_traffic(500, 2, 0.8, 5);
  FairCursor cursor;
  EXPECT_NE(engine_waits(traffic, 2, cursor, {.claim_cost_ns = 1}), expected_waits(traffic, 2));
}

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

INSTANTIATE_TEST_SUITE_P(Workers, OpenLoopEngine, ::testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace crossfade::collector
