// The parts of load_shed: the ring, the limiter, the forecast against known series, and that the check agrees
// with a long course of ticks and catches what is wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "workloads/gateway/forecast.h"
#include "workloads/gateway/hash_ring.h"
#include "workloads/gateway/limiter.h"
#include "workloads/gateway/tick.h"
#include "workloads/gateway/tick_check.h"
#include "workloads/gateway/traffic.h"

namespace crossfade::workloads::gateway {
namespace {

TEST(HashRing, SpreadsClientsAndMovesFewWhenANodeLeaves) {
  const HashRing all(ring_points(1, 10));
  auto points = ring_points(1, 10);
  std::erase_if(points, [](const auto& point) { return point.second == 7; });
  const HashRing without(points);
  const std::vector<std::uint16_t> idle(10);
  std::map<std::uint16_t, int> clients;
  for (std::uint32_t client = 0; client < 10'000; ++client) {
    const std::uint16_t node = all.node_for(client, idle, 1);
    ++clients[node];
    if (node != 7) {
      ASSERT_EQ(without.node_for(client, idle, 1), node);
    }
  }
  EXPECT_EQ(clients.size(), 10u);
  for (const auto& [node, count] : clients) {
    EXPECT_GT(count, 500) << node;
    EXPECT_LT(count, 1800) << node;
  }
}

TEST(HashRing, PassesOverNodesThatHaveTheirShare) {
  const HashRing ring(ring_points(1, 10));
  std::vector<std::uint16_t> calls(10, 3);
  calls[4] = 2;
  for (std::uint32_t client = 0; client < 100; ++client) {
    EXPECT_EQ(ring.node_for(client, calls, 3), 4u);
  }
  calls[4] = 3;
  std::set<std::uint16_t> nodes;
  for (std::uint32_t client = 0; client < 100; ++client) {
    nodes.insert(ring.node_for(client, calls, 3));
  }
  EXPECT_GT(nodes.size(), 5u) << "all are full: each client has its own node";
}

TEST(Limiter, ShrinksWithLatencyAndGrowsOnlyWhenUsed) {
  Cell cell{.in_flight = 20, .limit = 40 * kLimitOne, .latency_us = 1000, .usual_latency_us = 1000};
  for (int call = 0; call < 10; ++call) {
    cell.in_flight = 20;
    cell.call_ended(10'000);
  }
  EXPECT_LT(cell.limit, 40 * kLimitOne);
  cell.latency_us = cell.usual_latency_us;
  const std::int32_t shrunk = cell.limit;
  cell.in_flight = 2;
  cell.call_ended(1000);
  EXPECT_EQ(cell.limit, shrunk) << "hardly used";
  cell.in_flight = 30;
  cell.call_ended(1000);
  EXPECT_GT(cell.limit, shrunk);
  for (int call = 0; call < 100; ++call) {
    cell.call_ended(200'000);
    cell.usual_latency_us = 1000;
  }
  EXPECT_GE(cell.limit, kLeastLimit);
  EXPECT_LT(cell.limit, kLeastLimit * 11 / 10);
}

TEST(Limiter, PrioritiesAreCutOffByACubic) {
  EXPECT_EQ(cut_off(0), 100);
  EXPECT_EQ(cut_off(600), 100);
  EXPECT_EQ(cut_off(900), 100 - 11);  // 92 / 8, rounded down
  EXPECT_EQ(cut_off(1200), 8);
  EXPECT_EQ(cut_off(5000), 8);
}

TEST(Forecast, AConstantSeriesGoesOn) {
  const std::vector<std::uint32_t> history(kHistory, 1234);
  EXPECT_EQ(forecast_peak(history), 1234 * kFraction);
  EXPECT_EQ(instances_for(1234 * kFraction, 100), 15u);  // 1419.1 requests per second with reserve
  EXPECT_EQ(instances_for(0, 100), 0u);
}

TEST(Forecast, FollowsTrendAndSeason) {
  std::vector<std::uint32_t> history(kHistory);
  const auto value = [](std::size_t slot) {
    return static_cast<std::uint32_t>(10'000 + 10 * slot + (slot % kSeason == 3 ? 5'000 : 0));
  };
  for (std::size_t slot = 0; slot < kHistory; ++slot) {
    history[slot] = value(slot);
  }
  // The season's peak is the fourth of the next values.
  const double expected = value(kHistory + 3);
  const double peak = static_cast<double>(forecast_peak(history)) / kFraction;
  EXPECT_NEAR(peak, expected, 0.04 * expected);
  EXPECT_EQ(forecast_peak(history), TickCheck::peak(history));
}

TEST(Forecast, AgreesWithTheOtherWayOfComputingIt) {
  Random random(5);
  for (int series = 0; series < 50; ++series) {
    const std::vector<std::uint32_t> demand = make_demand(kHistory, random);
    ASSERT_EQ(forecast_peak(demand), TickCheck::peak(demand));
  }
}

class Course : public testing::Test {
 protected:
  static constexpr std::uint32_t kTicks = 2 * 4 * kPhaseTicks;

  std::span<const Arrival> arrivals(std::uint32_t tick) const {
    return std::span(arrivals_).subspan(std::size_t{tick} * kArrivals, kArrivals);
  }

  Random random_{9};
  std::vector<Arrival> arrivals_ = make_arrivals(kTicks, random_);
  std::vector<std::pair<std::uint32_t, std::uint16_t>> points_ = ring_points(9, kNodes);
  Layout layout_{HashRing(points_), cell_capacities(arrivals_)};
  GatewayState state_ = idle_state(layout_.capacities);
};

TEST_F(Course, TheCheckFollowsItAndEveryVerdictHappens) {
  TickCheck check(points_, layout_.capacities);
  Tick tick(layout_, state_);
  std::array<Decision, kArrivals> decisions;
  GatewayState checked = state_;
  std::map<Verdict, std::uint32_t> usual, spike;
  for (std::uint32_t number = 0; number < kTicks; ++number) {
    tick.run(number * kTickUs, arrivals(number), decisions);
    const std::vector<Decision> again = check.run(checked, number * kTickUs, arrivals(number));
    ASSERT_TRUE(std::ranges::equal(decisions, again)) << number;
    GatewayState sorted = state_;
    std::sort(sorted.in_flight.begin(), sorted.in_flight.end());
    ASSERT_TRUE(sorted == checked) << number;
    for (const Decision& decision : decisions) {
      ++(is_spike(number) ? spike : usual)[decision.verdict];
    }
  }
  for (const Verdict verdict : {Verdict::admitted, Verdict::steered, Verdict::shed, Verdict::shed_retry}) {
    EXPECT_GT(spike[verdict], 100u) << static_cast<int>(verdict);
  }
  EXPECT_GT(usual[Verdict::admitted], 9 * usual[Verdict::shed]) << "outside spikes nearly all pass";
  std::size_t in_flight = 0;
  for (const Cell& cell : state_.cells) {
    in_flight += static_cast<std::size_t>(cell.in_flight);
  }
  EXPECT_EQ(in_flight, state_.in_flight.size());
}

TEST_F(Course, ImportantCallsAreShedLess) {
  Tick tick(layout_, state_);
  std::array<Decision, kArrivals> decisions;
  std::array<double, 2> shed{}, all{};
  for (std::uint32_t number = 0; number < kTicks; ++number) {
    tick.run(number * kTickUs, arrivals(number), decisions);
    for (std::size_t place = 0; place < kArrivals; ++place) {
      const std::size_t important = arrivals(number)[place].priority < 10 ? 1 : 0;
      all[important] += 1;
      shed[important] += decisions[place].verdict == Verdict::shed ? 1 : 0;
    }
  }
  EXPECT_LT(shed[1] / all[1], shed[0] / all[0] / 4);
}

TEST_F(Course, AnotherStateBeforeGivesAnotherAnswer) {
  Tick tick(layout_, state_);
  std::array<Decision, kArrivals> decisions;
  for (std::uint32_t number = 0; number < 4 * kPhaseTicks; ++number) {
    tick.run(number * kTickUs, arrivals(number), decisions);
  }
  GatewayState changed = state_;
  std::sort(changed.in_flight.begin(), changed.in_flight.end());
  changed.cells[31].limit -= 1;
  TickCheck check(points_, layout_.capacities);
  const std::uint32_t next = 4 * kPhaseTicks;
  tick.run(next * kTickUs, arrivals(next), decisions);
  check.run(changed, next * kTickUs, arrivals(next));
  std::sort(state_.in_flight.begin(), state_.in_flight.end());
  EXPECT_FALSE(changed == state_);
}

}  // namespace
}  // namespace crossfade::workloads::gateway
