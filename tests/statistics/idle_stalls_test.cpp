#include "analysis/statistics/idle_stalls.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "analysis/statistics/unloaded_latency.h"
#include "analysis/statistics/virtual_queue.h"
#include "tests/statistics/slo_traces.h"

namespace crossfade::statistics {
namespace {

constexpr std::size_t requests = 1'000'000;

std::vector<DrawnStall> drawn_stalls() {
  std::vector<DrawnStall> out;
  for (std::size_t i = 0; i < 1000; ++i) {
    out.push_back({i * 1000, 5e6, 1e6, (static_cast<double>(i * 617 % 1000) + 0.5) / 1000, i * 7919 + 1, 0,
                   static_cast<std::uint32_t>(i)});
  }
  return out;
}

// One server, 1,000/s, 0.2 ms of service: 0.8 ms idle per request.
std::vector<VirtualStall> at_rate(double rate_per_s) {
  return virtual_stalls(drawn_stalls(), requests, requests, rate_per_s, 1000, 200e3, 1);
}

TEST(IdleStalls, AtTheRecordedRateTheyAreAsRecorded) {
  const auto stalls = at_rate(1000);
  ASSERT_EQ(stalls.size(), 1000U);
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(stalls[i].at, i * 1000);
    EXPECT_DOUBLE_EQ(stalls[i].delay_ns, 5e6);
    EXPECT_EQ(stalls[i].number, i);
  }
}

TEST(IdleStalls, AreAsFrequentAsIdleTime) {
  EXPECT_EQ(at_rate(500).size(), 2250U);        // 1.8 ms idle per request
  EXPECT_EQ(at_rate(2000).size(), 375U);        // 0.3 ms
  EXPECT_EQ(at_rate(2000)[0].delay_ns, 5.5e6);  // met half of 1 ms sooner
  EXPECT_EQ(at_rate(500)[0].delay_ns, 4e6);     // 1 ms later
  EXPECT_EQ(at_rate(5000).size(), 0U);          // never idle
  EXPECT_EQ(at_rate(6000).size(), 0U);
  EXPECT_EQ(at_rate(100).size(), 0U);  // over when the next request comes
}

TEST(IdleStalls, AreInOrderAndInTheRunAtEveryRate) {
  for (const double rate : {300.0, 700.0, 900.0, 1500.0}) {
    const auto stalls = at_rate(rate);
    EXPECT_TRUE(std::is_sorted(stalls.begin(), stalls.end(),
                               [](const VirtualStall& a, const VirtualStall& b) { return a.at < b.at; }));
    EXPECT_LT(stalls.back().at, requests);
    // Copies are spread over the run, not piled up.
    const auto first_half = std::count_if(stalls.begin(), stalls.end(),
                                          [](const VirtualStall& s) { return s.at < requests / 2; });
    EXPECT_NEAR(static_cast<double>(first_half) / static_cast<double>(stalls.size()), 0.5, 0.05) << rate;
  }
  EXPECT_TRUE(virtual_stalls({}, requests, requests, 1000, 1000, 200e3, 1).empty());
}

TEST(IdleStalls, AShorterQueueMeetsThemAsOften) {
  for (const double rate : {300.0, 500.0, 700.0, 1000.0}) {
    const auto whole = at_rate(rate);
    for (const std::size_t part : {2U, 10U}) {
      const auto some = virtual_stalls(drawn_stalls(), requests, requests / part, rate, 1000, 200e3, 1);
      EXPECT_NEAR(static_cast<double>(some.size() * part) / static_cast<double>(whole.size()), 1, 0.1)
          << rate << " per second, 1 of " << part;
      EXPECT_LT(some.back().at, requests / part);
    }
  }
}

TEST(IdleStalls, ARecordingAtCapacityDoesNotMultiplyThemWithoutEnd) {
  EXPECT_LE(virtual_stalls(drawn_stalls(), requests, requests, 2500, 5100, 200e3, 1).size(), 32'000U);
}

TEST(IdleStalls, OfNeighboursStayTogether) {
  // Four of 2,000 requests in a row meet a stall, as if all of four workers had been idle.
  std::vector<std::uint32_t> service(2000, 200'000), delays(2000, 0);
  for (std::size_t i = 700; i < 704; ++i) delays[i] = 3'000'000;
  const SloChunk chunk{0, 10'000, service, delays, {}};
  const double objectives[] = {2e6};
  const VirtualRun run =
      make_virtual_run({&chunk, 1}, objectives, 4, VirtualArrivals::poisson, requests, 5, 0);
  for (const double rate : {10'000.0, 5'000.0, 12'000.0}) {
    std::vector<std::size_t> at;
    run_virtual_queue(run, rate, requests, 4,
                      [&](std::size_t i, std::size_t, double, const VirtualStall* stall) {
                        if (stall != nullptr) at.push_back(i);
                      });
    const auto apart = [&](std::size_t i) { return at[i + 1] > at[i] + 1; };
    int groups = 1;
    for (std::size_t i = 0; i + 1 < at.size(); ++i) groups += apart(i);
    // 0.2 ms idle per request recorded; 0.6 at half the rate, 0.133 at 1.2 times.
    const double times = (4e9 / rate - 200e3) / 200e3;
    EXPECT_NEAR(static_cast<double>(at.size()) / (4 * 500 * times), 1, 0.1) << rate;
    EXPECT_NEAR(static_cast<double>(at.size()) / groups, 4, 0.3) << rate;
  }
}

// Recorded with stalls, so that the exceedance at vanishing load is known: k / (n idle) per stall and what it
// lasts beyond the slack. The queue at a low rate comes near it.
TEST(IdleStalls, VanishingLoadMeetsTheShareOfTimeThatStands) {
  std::vector<std::uint32_t> service(10'000, 100'000), delays(10'000, 0);
  for (std::size_t i = 250; i < 10'000; i += 500) delays[i] = 10'000'000;  // 20 of them in 10 s
  const SloChunk chunk{0, 1000, service, delays, {}};
  const double objectives[] = {3.1e6};
  const VirtualRun run =
      make_virtual_run({&chunk, 1}, objectives, 1, VirtualArrivals::poisson, requests, 5, 0);
  // 11 ms from their beginning on, 8 ms beyond a slack of 3; idle for 10 s less 1 s of service and 0.2 s of
  // stalls.
  const double unloaded = UnloadedLatency(run).exceedance();
  EXPECT_NEAR(unloaded, 20 * 8e-3 / 8.8, 1e-4);
  EXPECT_NEAR(virtual_exceedance(run, 50, requests, 1) / unloaded, 1, 0.25);
}

TEST(IdleStalls, UnloadedQuantileIsOfTheRequestsWithoutThem) {
  const auto service = exponential_sample(20'000, 200e3, 3);
  const SloChunk chunk{0, 1000, service, {}, {}};
  const double objectives[] = {400e3};
  const VirtualRun run = make_virtual_run({&chunk, 1}, objectives, 1, VirtualArrivals::poisson, 1000, 5, 0);
  const UnloadedLatency unloaded(run);
  EXPECT_NEAR(unloaded_quantile_ns({&unloaded, 1}, 0.99) / 200e3, std::log(100), 0.01);
  EXPECT_NEAR(unloaded_quantile_ns({&unloaded, 1}, 0.5) / 200e3, std::log(2), 0.001);
  EXPECT_NEAR(unloaded.exceedance(), std::exp(-2), 0.001);
}

// Classes whose objectives happen to be equal are sorted by what each has left, one class by what it takes.
TEST(IdleStalls, UnloadedExceedanceOfOneClassIsThatOfTwoAlike) {
  const auto service = exponential_sample(10'000, 200e3, 3);
  std::vector<std::uint32_t> delays(service.size(), 0);
  for (std::size_t i = 250; i < delays.size(); i += 500) delays[i] = 2'000'000;
  std::vector<std::uint8_t> classes(service.size(), 0);
  for (std::size_t i = 0; i < classes.size(); i += 3) classes[i] = 1;
  const SloChunk one{0, 1000, service, delays, {}}, two{0, 1000, service, delays, classes};
  const double objectives[] = {600e3, 600e3};
  const VirtualRun of_one =
      make_virtual_run({&one, 1}, std::span(objectives).first(1), 1, VirtualArrivals::poisson, 1000, 5, 0);
  const VirtualRun of_two = make_virtual_run({&two, 1}, objectives, 1, VirtualArrivals::poisson, 1000, 5, 0);
  EXPECT_GT(UnloadedLatency(of_one).exceedance(), std::exp(-3));
  EXPECT_NEAR(UnloadedLatency(of_one).exceedance(), UnloadedLatency(of_two).exceedance(), 1e-6);
}

}  // namespace
}  // namespace crossfade::statistics
