#include "analysis/statistics/virtual_design_effects.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/statistics/slo_traces.h"

namespace crossfade::statistics {
namespace {

constexpr double service_mean_ns = 200e3;

// What it stands for: the variance of the share above the true p99 of M/M/1 over many recordings of 100,000
// requests, divided by that of independent requests.
double seen_in_many_recordings(double rho) {
  std::mt19937_64 random(3);
  std::exponential_distribution<double> gap(rho), service(1);
  const double p99 = std::log(100) / (1 - rho);
  constexpr int recordings = 200, requests = 100'000;
  double wait = 0, squares = 0;
  for (int r = 0; r < recordings; ++r) {  // one queue goes on through all of them
    int late = 0;
    for (int i = 0; i < requests; ++i) {
      const double latency = wait + service(random);
      late += latency > p99;
      wait = std::max(0.0, latency - gap(random));
    }
    squares += std::pow(late / static_cast<double>(requests) - 0.01, 2);
  }
  return squares / recordings * requests / (0.01 * 0.99);
}

TEST(VirtualDesignEffects, IsTheVarianceSeenInManyRecordings) {
  const auto service = exponential_sample(20000, service_mean_ns, 3);
  for (const double rho : {0.5, 0.8}) {
    const double found =
        virtual_design_effects(service, {}, rho * 1e9 / service_mean_ns, 1, 7, 4'000'000).p99;
    EXPECT_NEAR(found / seen_in_many_recordings(rho), 1, 0.3) << rho;
  }
}

TEST(VirtualDesignEffects, IsOneWhereNobodyQueues) {
  const auto service = exponential_sample(20000, service_mean_ns, 3);
  const auto found = virtual_design_effects(service, {}, 1, 2, 7);
  // A piece repeats neighbours of a sample whose shares are exact, which makes batches a little more alike.
  EXPECT_NEAR(found.p50, 1, 0.2);
  EXPECT_NEAR(found.p99, 1, 0.2);
  EXPECT_NEAR(found.p999, 1, 0.2);
}

TEST(VirtualDesignEffects, DoesNotDependOnTheLengthOfTheVirtualRun) {
  const auto service = exponential_sample(20000, service_mean_ns, 3);
  const auto shorter = virtual_design_effects(service, {}, 3500, 1, 7, 2'000'000);
  const auto longer = virtual_design_effects(service, {}, 3500, 1, 8, 4'000'000);
  EXPECT_NEAR(shorter.p99 / longer.p99, 1, 0.35);
  EXPECT_NEAR(shorter.p50 / longer.p50, 1, 0.35);
}

TEST(VirtualDesignEffects, ConstantArrivalsQueueLess) {
  const auto service = exponential_sample(20000, service_mean_ns, 3);
  const auto poisson = virtual_design_effects(service, {}, 3500, 1, 7);
  const auto constant = virtual_design_effects(service, {}, 3500, 1, 7, 2'000'000, VirtualArrivals::constant);
  EXPECT_GT(constant.p99, 1);
  EXPECT_LT(constant.p99, poisson.p99);
}

TEST(VirtualDesignEffects, StartDelaysTakeTheServersTime) {
  const auto service = exponential_sample(4000, service_mean_ns, 3);
  std::vector<std::uint32_t> delays(4000, 0);
  for (std::size_t i = 0; i < 4000; i += 4) delays[i] = 90'000;
  auto longer = service;
  for (std::size_t i = 0; i < longer.size(); ++i) longer[i] += delays[i];
  const double found = virtual_design_effects(service, delays, 2500, 1, 7).p99;
  EXPECT_EQ(found, virtual_design_effects(longer, {}, 2500, 1, 7).p99);
  EXPECT_NE(found, virtual_design_effects(service, {}, 2500, 1, 7).p99);
}

TEST(VirtualDesignEffects, AShortTraceHasNoneForItsTail) {
  const auto short_trace = exponential_sample(399, service_mean_ns, 3),
             longer = exponential_sample(3999, service_mean_ns, 3);
  const auto few = virtual_design_effects(short_trace, {}, 2500, 1, 7),
             more = virtual_design_effects(longer, {}, 2500, 1, 7);
  EXPECT_TRUE(std::isfinite(few.p50));
  EXPECT_TRUE(std::isnan(few.p99));
  EXPECT_TRUE(std::isfinite(more.p99));
  EXPECT_TRUE(std::isnan(more.p999));
  const auto none = virtual_design_effects({}, {}, 2500, 1, 7);
  EXPECT_TRUE(std::isnan(none.p50));
}

TEST(VirtualDesignEffects, NoStationaryStateNoDesignEffect) {
  const auto service = exponential_sample(8000, service_mean_ns, 3);
  EXPECT_TRUE(std::isnan(virtual_design_effects(service, {}, 0.985 * 5000, 1, 7).p50));
  // Below, but the batches of a short run are too short against the correlation.
  EXPECT_TRUE(std::isnan(virtual_design_effects(service, {}, 0.95 * 5000, 1, 7, 20'000).p99));
}

TEST(VirtualDesignEffects, LatenciesThatDoNotVaryHaveNone) {
  const std::vector<std::uint32_t> same(5000, 200000);
  EXPECT_TRUE(
      std::isnan(virtual_design_effects(same, {}, 2500, 1, 7, 100'000, VirtualArrivals::constant).p99));
}

TEST(VirtualDesignEffects, IsDeterministic) {
  const auto service = exponential_sample(4000, service_mean_ns, 3);
  EXPECT_EQ(virtual_design_effects(service, {}, 2500, 2, 7, 100'000).p50,
            virtual_design_effects(service, {}, 2500, 2, 7, 100'000).p50);
  EXPECT_DEATH(virtual_design_effects(service, {}, 2500, 0, 7), "a queue needs a server");
  EXPECT_DEATH(virtual_design_effects(service, {}, 0, 1, 7), "a stage has a rate");
}

}  // namespace
}  // namespace crossfade::statistics
