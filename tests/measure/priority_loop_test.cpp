// The priority loop against a model told event by event, to the nanosecond and for every request; and what it
// must not do, done on purpose: each of these has to be caught by the same comparison.
#include "collector/measure/priority_loop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>

#include "tests/measure/priority_queue_model.h"
#include "tests/measure/simulated_time.h"
#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

constexpr std::int64_t us = 1'000, mean_service_ns = 100 * us;

struct Shape {
  std::size_t lanes = 3, requests = 600, servers = 2;
  double utilisation = 0.9;
  std::int64_t grid_ns = 1;  ///< arrivals and services are multiples: coarse ones fall together
  bool limited = true;
};

std::int64_t on_grid(double ns, std::int64_t grid_ns) {
  return (static_cast<std::int64_t>(ns) / grid_ns) * grid_ns;
}

/// Poisson arrivals over all lanes, exponential service; a class a lane, and a second one in the last lane
/// that is never shed.
QueueTraffic make_traffic(const Shape& shape, std::uint64_t seed) {
  workloads::Random random(seed);
  QueueTraffic traffic;
  traffic.arrival_ns.resize(shape.lanes);
  traffic.classes.resize(shape.lanes);
  traffic.service_ns.resize(shape.lanes);
  const double gap_ns = mean_service_ns / (shape.utilisation * static_cast<double>(shape.servers));
  double at_ns = 0;
  for (std::size_t i = 0; i < shape.requests; ++i) {
    at_ns += random.exponential() * gap_ns;
    const std::size_t lane = random.below(shape.lanes);
    const bool unlimited = lane + 1 == shape.lanes && random.below(4) == 0;
    traffic.arrival_ns[lane].push_back(on_grid(at_ns, shape.grid_ns));
    traffic.classes[lane].push_back(static_cast<std::uint16_t>(unlimited ? shape.lanes : lane));
    traffic.service_ns[lane].push_back(on_grid(random.exponential() * mean_service_ns, shape.grid_ns) +
                                       shape.grid_ns);
  }
  traffic.limits.resize(shape.lanes + 1);
  for (std::size_t lane = 1; shape.limited && lane < shape.lanes; ++lane)
    traffic.limits[lane] = {600 * us / static_cast<std::int64_t>(lane), 150 * us};
  return traffic;
}

/// Runs the engine in simulated time.
template <class Cursor>
Fates engine_fates(const QueueTraffic& traffic, std::vector<Lane> lanes, std::span<Cursor> cursors,
                   std::size_t workers, std::int64_t give_up_ns = INT64_MAX) {
  SimulatedTime time(workers);
  std::atomic<bool> given_up{false};
  Fates fates;
  std::mutex one_at_a_time;
  const auto note = [&](const Dispatch& d, bool shed) {
    const std::lock_guard lock(one_at_a_time);
    const bool first =
        fates.emplace(RequestName{d.lane, d.passage.request}, Fate{shed, d.level, d.passage.start_ns}).second;
    EXPECT_TRUE(first) << "request " << d.passage.request << " of lane " << d.lane << " was taken twice";
  };
  simulate(time, workers, [&](std::size_t w) {
    SimulatedClock clock{time, w};
    run_priority_loop(
        PriorityLoop{.lanes = lanes, .limits = traffic.limits, .give_up_ns = give_up_ns}, clock, cursors,
        given_up,
        [&](const Dispatch& d) {
          clock.pass(traffic.service_of({d.lane, d.passage.request}, d.level));
          return 0;
        },
        [&](const Dispatch& d, int) { note(d, false); }, [&](const Dispatch& d) { note(d, true); });
  });
  return fates;
}

Fates fair_fates(const QueueTraffic& traffic, std::size_t workers, std::int64_t give_up_ns = INT64_MAX) {
  std::vector<LaneCursor> cursors(traffic.arrival_ns.size());
  return engine_fates(traffic, traffic.lanes(), std::span(cursors), workers, give_up_ns);
}

template <class Wanted>
std::size_t count(const Fates& fates, Wanted wanted) {
  return static_cast<std::size_t>(
      std::count_if(fates.begin(), fates.end(), [&](const auto& entry) { return wanted(entry.second); }));
}

class PriorityLoopEngine : public ::testing::TestWithParam<std::size_t> {};

TEST_P(PriorityLoopEngine, DoesWhatANonPreemptivePriorityQueueDoes) {
  std::size_t shed = 0, cheap = 0;
  for (const double utilisation : {0.5, 0.9, 1.6}) {
    for (const std::size_t lanes : {1U, 2U, 3U, 5U}) {
      for (const std::int64_t grid_ns : {std::int64_t{1}, 25 * us}) {
        const QueueTraffic traffic = make_traffic(
            {.lanes = lanes, .servers = GetParam(), .utilisation = utilisation, .grid_ns = grid_ns},
            lanes * 100 + GetParam());
        const Fates fates = fair_fates(traffic, GetParam());
        EXPECT_EQ(fates, model_fates(traffic, GetParam()))
            << utilisation << ", " << lanes << " lanes, grid " << grid_ns;
        EXPECT_EQ(fates.size(), traffic.requests());
        shed += count(fates, [](const Fate& f) { return f.shed; });
        cheap += count(fates, [](const Fate& f) { return f.level == 1; });
      }
    }
  }
  EXPECT_GT(shed, 500U) << "not enough was tested";
  EXPECT_GT(cheap, 500U) << "not enough was tested";
}

TEST_P(PriorityLoopEngine, WithoutLimitsServesEverythingInFull) {
  const QueueTraffic traffic = make_traffic({.servers = GetParam(), .utilisation = 2, .limited = false}, 3);
  const Fates fates = fair_fates(traffic, GetParam());
  EXPECT_EQ(fates, model_fates(traffic, GetParam()));
  EXPECT_EQ(count(fates, [](const Fate& f) { return !f.shed && f.level == 0; }), traffic.requests());
}

INSTANTIATE_TEST_SUITE_P(Workers, PriorityLoopEngine, ::testing::Range(std::size_t{1}, std::size_t{9}));

TEST(PriorityLoopMutation, TheWrongPriorityIsCaught) {
  const QueueTraffic traffic = make_traffic({.lanes = 2}, 5);
  // The engine is told the lanes in the opposite order; names are turned back.
  std::vector<Lane> lanes = traffic.lanes();
  std::reverse(lanes.begin(), lanes.end());
  QueueTraffic turned = traffic;
  std::swap(turned.service_ns[0], turned.service_ns[1]);
  std::vector<LaneCursor> cursors(2);
  Fates fates;
  for (const auto& [name, fate] : engine_fates(turned, lanes, std::span(cursors), 2))
    fates[{1 - name.first, name.second}] = fate;
  EXPECT_EQ(fates.size(), traffic.requests());
  EXPECT_NE(fates, model_fates(traffic, 2));
}

/// Takes the newest request that is due instead of the oldest. For one worker, whose clock it looks at.
class LastComeCursor {
 public:
  void bind(const Lane& lane, const std::int64_t& now_ns) {
    lane_ = lane;
    now_ns_ = &now_ns;
    taken_.assign(lane.arrival_ns.size(), false);
  }
  std::size_t next() const {
    std::size_t chosen = taken_.size();
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      const bool due = lane_.arrival_ns[i] <= *now_ns_;
      if (!taken_[i] && (due || chosen == taken_.size())) chosen = i;
      if (!due && chosen != taken_.size()) break;
    }
    return chosen;
  }
  bool take(std::size_t request) {
    taken_[request] = true;
    return true;
  }

 private:
  Lane lane_;
  const std::int64_t* now_ns_ = nullptr;
  std::vector<bool> taken_;
};

/// A clock of one worker that jumps.
struct LoneClock {
  std::int64_t& now;
  std::int64_t now_ns() const { return now; }
  std::int64_t wait_until(std::int64_t due_ns) const { return now = std::max(now, due_ns); }
};

TEST(PriorityLoopMutation, LastComeFirstServedWithinAClassIsCaught) {
  const QueueTraffic traffic = make_traffic({.lanes = 2, .servers = 1, .limited = false}, 5);
  const auto run = [&](auto& cursors) {
    std::int64_t now = 0;
    if constexpr (requires { cursors[0].bind(traffic.lanes()[0], now); }) {
      for (std::size_t lane = 0; lane < 2; ++lane) cursors[lane].bind(traffic.lanes()[lane], now);
    }
    Fates fates;
    LoneClock clock{now};
    std::atomic<bool> given_up{false};
    const std::vector<Lane> lanes = traffic.lanes();
    run_priority_loop(
        PriorityLoop{.lanes = lanes, .limits = traffic.limits}, clock, std::span(cursors), given_up,
        [&](const Dispatch& d) {
          now += traffic.service_of({d.lane, d.passage.request}, d.level);
          return 0;
        },
        [&](const Dispatch& d, int) {
          fates[{d.lane, d.passage.request}] = {false, d.level, d.passage.start_ns};
        },
        [](const Dispatch&) {});
    return fates;
  };
  std::vector<LastComeCursor> last_come(2);
  const Fates fates = run(last_come);
  EXPECT_EQ(fates.size(), traffic.requests());
  EXPECT_NE(fates, model_fates(traffic, 1));
  std::vector<LaneCursor> fair(2);
  EXPECT_EQ(run(fair), model_fates(traffic, 1)) << "the same run with the real cursor is right";
}

TEST(PriorityLoopMutation, SheddingTooEarlyIsCaught) {
  // A request that is exactly as old as its limit is served; one nanosecond less and it is not.
  QueueTraffic traffic{{{}, {0, 10}}, {{}, {1, 1}}, {{}, {60, 5}}, {{}, {.shed_beyond_ns = 50}}};
  const Fates served{{{1, 0}, {false, 0, 0}}, {{1, 1}, {false, 0, 60}}};
  EXPECT_EQ(fair_fates(traffic, 1), served);
  EXPECT_EQ(model_fates(traffic, 1), served);
  traffic.limits[1].shed_beyond_ns = 49;
  EXPECT_EQ(fair_fates(traffic, 1).at({1, 1}), (Fate{true, 0, 60}));

  const QueueTraffic random = make_traffic({.utilisation = 1.6}, 7);
  QueueTraffic hasty = random;
  for (ClassLimits& limits : hasty.limits) {
    if (limits.shed_beyond_ns != INT64_MAX) limits.shed_beyond_ns -= 50 * us;
  }
  EXPECT_NE(fair_fates(hasty, 2), model_fates(random, 2));
}

TEST(PriorityLoopMutation, ALostArrivalIsCaught) {
  struct DroppingCursor : LaneCursor {
    bool take(std::size_t request) {
      if (request != 100) return LaneCursor::take(request);
      LaneCursor::take(request);
      return LaneCursor::take(request + 1) && false;
    }
  };
  const QueueTraffic traffic = make_traffic({}, 5);
  std::vector<DroppingCursor> cursors(3);
  const Fates fates = engine_fates(traffic, traffic.lanes(), std::span(cursors), 2);
  EXPECT_LT(fates.size(), traffic.requests());
  EXPECT_NE(fates, model_fates(traffic, 2));
}

TEST(PriorityLoop, AnotherWorkerMayBeQuicker) {
  // A cursor whose request is always taken by somebody else the first time.
  struct ContestedCursor : LaneCursor {
    bool contested = true;
    bool take(std::size_t request) {
      contested = !contested;
      return contested && LaneCursor::take(request);
    }
  };
  const QueueTraffic traffic = make_traffic({.servers = 1}, 9);
  std::vector<ContestedCursor> cursors(3);
  EXPECT_EQ(engine_fates(traffic, traffic.lanes(), std::span(cursors), 1), model_fates(traffic, 1));
}

TEST(PriorityLoop, NothingStartsAfterTheLimit) {
  // Every 10 ns a request that takes 30: hopeless, and the first lane is served alone.
  QueueTraffic traffic;
  traffic.arrival_ns.resize(2), traffic.classes.resize(2), traffic.service_ns.resize(2);
  traffic.limits.resize(2);
  for (std::int64_t at = 0; at < 1000; at += 10) {
    for (std::uint16_t lane = 0; lane < 2; ++lane) {
      traffic.arrival_ns[lane].push_back(at);
      traffic.classes[lane].push_back(lane);
      traffic.service_ns[lane].push_back(30);
    }
  }
  const Fates fates = fair_fates(traffic, 1, 1500);
  EXPECT_EQ(fates.size(), 51U) << "the 51st starts at 1500";
  EXPECT_TRUE(std::all_of(fates.begin(), fates.end(), [](const auto& entry) {
    return entry.first.first == 0 && entry.second.at_ns <= 1500;
  }));
}

TEST(PriorityLoop, WithoutArrivalsItEndsAtOnce) {
  EXPECT_TRUE(fair_fates({}, 2).empty());
  EXPECT_TRUE(fair_fates({{{}, {}}, {{}, {}}, {{}, {}}, {}}, 3).empty());
}

}  // namespace
}  // namespace crossfade::collector
