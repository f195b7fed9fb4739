// The engine against the recursion of Kiefer and Wolfowitz, to the nanosecond, on schedules that are random,
// heavy-tailed, bunched or full of ties; and what it must not do, done on purpose: each of these has to be
// caught by the same comparison.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>

#include "analysis/statistics/queue_replay.h"
#include "collector/measure/arrivals.h"
#include "tests/measure/simulated_engine.h"
#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

using workloads::Random;

constexpr double mean_service_ns = 100'000;

std::uint32_t clipped(double ns) {
  return static_cast<std::uint32_t>(std::min(ns, 4e9));
}

using Draw = std::function<std::uint32_t(Random&)>;
std::uint32_t exponential(Random& random) {
  return clipped(mean_service_ns * random.exponential());
}
/// Pareto with shape 1.2: its mean is finite, its variance is not.
std::uint32_t pareto(Random& random) {
  return clipped(mean_service_ns / 6 * std::pow(1 - random.uniform(), -1 / 1.2));
}
/// One in a hundred takes 400 times as long.
std::uint32_t bimodal(Random& random) {
  return random.below(100) == 0 ? 8'000'000 : 20'000;
}
/// Multiples of 50 us, none included.
std::uint32_t coarse(Random& random) {
  return static_cast<std::uint32_t>(50'000 * random.below(5));
}

Traffic serve(std::vector<std::int64_t> arrivals, std::uint64_t seed, const Draw& service) {
  Traffic traffic{std::move(arrivals), {}};
  Random random(seed, 1);
  for (std::size_t i = 0; i < traffic.arrival_ns.size(); ++i) traffic.service_ns.push_back(service(random));
  return traffic;
}

/// `requests` of them on average, so that `workers` are busy for the share `utilisation` of the time.
std::vector<std::int64_t> poisson(std::size_t requests, std::size_t workers, double utilisation,
                                  std::uint64_t seed) {
  const double per_s = utilisation * static_cast<double>(workers) / mean_service_ns * 1e9;
  const auto duration_ns = static_cast<std::uint64_t>(static_cast<double>(requests) / per_s * 1e9);
  return *make_arrivals(results::Arrival::poisson, per_s, duration_ns, seed);
}

/// 1 to 15 at the same instant.
std::vector<std::int64_t> bunched(std::size_t requests, std::size_t workers, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::int64_t> arrivals;
  double at_ns = 0;
  while (arrivals.size() < requests) {
    at_ns += random.exponential() * 8 * mean_service_ns / 0.8 / static_cast<double>(workers);
    arrivals.insert(arrivals.end(), random.between(1, 15), static_cast<std::int64_t>(at_ns));
  }
  return arrivals;
}

/// At multiples of 50 us, many at the same.
std::vector<std::int64_t> on_a_grid(std::size_t requests, std::size_t workers, std::uint64_t seed) {
  std::vector<std::int64_t> arrivals = poisson(requests, workers, 0.8, seed);
  for (std::int64_t& arrival : arrivals) arrival -= arrival % 50'000;
  return arrivals;
}

std::vector<std::int64_t> every(std::int64_t gap_ns, std::size_t requests) {
  std::vector<std::int64_t> arrivals(requests);
  for (std::size_t i = 0; i < requests; ++i) arrivals[i] = gap_ns * static_cast<std::int64_t>(i);
  return arrivals;
}

struct Schedule {
  std::string name;
  Traffic traffic;
  bool has_waits = true;  ///< else nobody ever waits
};

std::vector<Schedule> schedules(std::size_t k, std::uint64_t seed) {
  constexpr std::size_t n = 1200;
  const auto worker_gap_ns = static_cast<std::int64_t>(mean_service_ns) / static_cast<std::int64_t>(k);
  const auto full_ns = static_cast<std::uint32_t>(worker_gap_ns) * static_cast<std::uint32_t>(k);
  const Draw constant = [full_ns](Random&) { return full_ns; };
  const Draw nothing = [](Random&) { return 0U; };
  return {
      {"exponential, 0.5", serve(poisson(n, k, 0.5, seed), seed, exponential)},
      {"exponential, 0.7", serve(poisson(n, k, 0.7, seed), seed, exponential)},
      {"exponential, 0.95", serve(poisson(n, k, 0.95, seed), seed, exponential)},
      {"exponential, overload", serve(poisson(n, k, 1.5, seed), seed, exponential)},
      {"Pareto", serve(poisson(n, k, 0.6, seed), seed, pareto)},
      {"bimodal", serve(poisson(n, k, 0.6, seed), seed, bimodal)},
      {"bunched", serve(bunched(n, k, seed), seed, exponential)},
      {"bunched, Pareto", serve(bunched(n, k, seed), seed, pareto)},
      {"ties everywhere", serve(on_a_grid(n, k, seed), seed, coarse)},
      {"constant, exactly full", serve(every(worker_gap_ns, n), seed, constant), false},
      {"all at once", serve(std::vector<std::int64_t>(n, 0), seed, exponential)},
      {"requests of no length", serve(bunched(n, k, seed), seed, nothing), false},
  };
}

class OpenLoopEngine : public ::testing::TestWithParam<std::size_t> {};

TEST_P(OpenLoopEngine, WaitsAreThoseOfAFirstComeFirstServedQueue) {
  for (const std::uint64_t seed : {17U, 18U, 19U}) {
    for (const Schedule& schedule : schedules(GetParam(), seed)) {
      const Waits waits = engine_waits(schedule.traffic, GetParam());
      EXPECT_EQ(waits, expected_waits(schedule.traffic, GetParam())) << schedule.name << ", seed " << seed;
      EXPECT_EQ(waits, statistics::replay_waits(schedule.traffic.arrival_ns, schedule.traffic.service_ns,
                                                static_cast<std::uint32_t>(GetParam())));
      EXPECT_EQ(*std::max_element(waits.begin(), waits.end()) > 0, schedule.has_waits) << schedule.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Workers, OpenLoopEngine, ::testing::Range(std::size_t{1}, std::size_t{9}));

/// The wrong engines below are tried on as many workers as can tell them from the right one.
class OpenLoopMutation : public ::testing::TestWithParam<std::size_t> {
 protected:
  Traffic traffic_ = serve(poisson(500, GetParam(), 0.8, 5), 5, exponential);
  Waits expected_ = expected_waits(traffic_, GetParam());
};

/// Takes the newest request that is due instead of the oldest.
class LastComeCursor {
 public:
  explicit LastComeCursor(const Traffic& traffic) : traffic_(traffic), taken_(traffic.arrival_ns.size()) {}
  struct Own {
    LastComeCursor& shared;
    SimulatedClock& clock;
    std::size_t claim() { return shared.claim_at(clock.now_ns()); }
  };
  Own of(SimulatedClock& clock) { return {*this, clock}; }

 private:
  std::size_t claim_at(std::int64_t now_ns) {
    std::size_t chosen = taken_.size();
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      const bool due = traffic_.arrival_ns[i] <= now_ns;
      if (!taken_[i] && (due || chosen == taken_.size())) chosen = i;
      if (!due && chosen != taken_.size()) break;
    }
    if (chosen < taken_.size()) taken_[chosen] = true;
    return chosen;
  }
  const Traffic& traffic_;
  std::vector<char> taken_;
};

TEST_P(OpenLoopMutation, LastComeFirstServedIsCaught) {
  LastComeCursor cursor(traffic_);
  const Waits waits = engine_waits(traffic_, GetParam(), cursor);
  EXPECT_EQ(std::count(waits.begin(), waits.end(), -1), 0);
  EXPECT_NE(waits, expected_);
}

struct DroppingCursor : SharedCursor {
  DroppingCursor& of(SimulatedClock& /*clock*/) { return *this; }
  std::size_t claim() {
    const std::size_t i = ArrivalCursor::claim();
    return i == 100 ? ArrivalCursor::claim() : i;
  }
};

TEST_P(OpenLoopMutation, ADroppedArrivalIsCaught) {
  DroppingCursor cursor;
  const Waits waits = engine_waits(traffic_, GetParam(), cursor);
  EXPECT_EQ(waits[100], -1);
  EXPECT_NE(waits, expected_);
}

TEST_P(OpenLoopMutation, WakingLateIsCaught) {
  SharedCursor cursor;
  EXPECT_NE(engine_waits(traffic_, GetParam(), cursor, {.wake_late_ns = 1}), expected_);
}

TEST_P(OpenLoopMutation, ClaimingLateIsCaught) {
  SharedCursor cursor;
  EXPECT_NE(engine_waits(traffic_, GetParam(), cursor, {.claim_cost_ns = 1}), expected_);
}

INSTANTIATE_TEST_SUITE_P(Workers, OpenLoopMutation, ::testing::Values(1, 2, 4, 8));

/// Claims two at a time, to touch the shared counter half as often: the second of a pair waits for the first
/// while another worker is idle. One worker alone cannot tell.
class PairingCursor {
 public:
  struct Own {
    ArrivalCursor& pairs;
    std::size_t claimed = 0;
    std::size_t claim() {
      const std::size_t half = claimed++ % 2;
      if (half == 0) pair = pairs.claim();
      return 2 * pair + half;
    }
    std::size_t pair = 0;
  };
  Own of(SimulatedClock& /*clock*/) { return {pairs_}; }

 private:
  ArrivalCursor pairs_;
};

/// A queue for each worker, filled in turn: an idle worker helps nobody.
class RoundRobinCursor {
 public:
  explicit RoundRobinCursor(std::size_t workers) : workers_(workers) {}
  struct Own {
    std::size_t next, step;
    std::size_t claim() { return (next += step) - step; }
  };
  Own of(SimulatedClock& clock) const { return {clock.worker, workers_}; }

 private:
  std::size_t workers_;
};

class OpenLoopSharingMutation : public OpenLoopMutation {};

TEST_P(OpenLoopSharingMutation, ClaimingInPairsIsCaught) {
  PairingCursor cursor;
  const Waits waits = engine_waits(traffic_, GetParam(), cursor);
  EXPECT_EQ(std::count(waits.begin(), waits.end(), -1), 0);
  EXPECT_NE(waits, expected_);
}

TEST_P(OpenLoopSharingMutation, AQueueForEachWorkerIsCaught) {
  RoundRobinCursor cursor(GetParam());
  const Waits waits = engine_waits(traffic_, GetParam(), cursor);
  EXPECT_EQ(std::count(waits.begin(), waits.end(), -1), 0);
  EXPECT_NE(waits, expected_);
}

INSTANTIATE_TEST_SUITE_P(Workers, OpenLoopSharingMutation, ::testing::Values(2, 4, 8));

}  // namespace
}  // namespace crossfade::collector
