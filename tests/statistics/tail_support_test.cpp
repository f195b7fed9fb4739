#include "analysis/statistics/tail_support.h"

#include <gtest/gtest.h>

#include "tests/statistics/slo_traces.h"

namespace crossfade::statistics {
namespace {

constexpr double service_mean_ns = 200e3;

VirtualRun run_of(const std::vector<std::uint32_t>& service_ns, const std::vector<std::uint32_t>& delay_ns,
                  std::uint32_t servers, double objective_ns) {
  const SloChunk chunk{0, 2500.0 * servers, service_ns, delay_ns, {}};
  const double objectives[] = {objective_ns};
  return make_virtual_run({&chunk, 1}, objectives, servers, VirtualArrivals::poisson, 1'000'000, 11, 0);
}

double support(const std::vector<std::uint32_t>& service_ns, std::uint32_t servers, double rho) {
  const std::vector<VirtualRun> runs{run_of(service_ns, {}, servers, 10 * service_mean_ns)};
  return effective_tail_requests(runs, servers, rho * servers * 1e9 / service_mean_ns);
}

TEST(TailSupport, AFewLongRequestsAreCountedNotThoseTheyMakeLate) {
  for (const std::uint32_t servers : {1U, 2U}) {
    for (const std::size_t slow : {1U, 4U, 12U}) {
      std::vector<std::uint32_t> service(6000, 200'000);
      for (std::size_t i = 0; i < slow; ++i) service[i * 6000 / slow] = 20'000'000;
      const double found = support(service, servers, 0.4);
      EXPECT_NEAR(found / static_cast<double>(slow), 1, 0.15) << servers << " servers, " << slow;
    }
  }
}

TEST(TailSupport, StallsOfIdleServersAreCountedToo) {
  const std::vector<std::uint32_t> service(6000, 200'000);
  std::vector<std::uint32_t> delay(6000, 0);
  for (std::size_t i = 500; i < 6000; i += 1000) delay[i] = 20'000'000;
  const std::vector<VirtualRun> runs{run_of(service, delay, 1, 10 * service_mean_ns)};
  EXPECT_NEAR(effective_tail_requests(runs, 1, 2000), 6, 1);
}

TEST(TailSupport, OrdinaryQueueingRestsOnMany) {
  const auto service = exponential_sample(6000, service_mean_ns, 3);
  for (const std::uint32_t servers : {1U, 2U, 4U, 8U}) {
    EXPECT_GT(support(service, servers, 0.93), 100) << servers;
  }
  EXPECT_GT(support(service, 1, 0.5), 50);
  EXPECT_GT(support(std::vector<std::uint32_t>(6000, 200'000), 1, 0.9), 2000);
}

TEST(TailSupport, RequestsThatAreLateByThemselvesCarryThemselves) {
  std::vector<std::uint32_t> service(5000, 100);
  for (std::size_t i = 0; i < 5000; i += 100) service[i] = 3'000'000;  // 50 beyond 2 ms
  const std::vector<VirtualRun> runs{run_of(service, {}, 1, 10 * service_mean_ns)};
  EXPECT_NEAR(effective_tail_requests(runs, 1, 1), 50, 2);
}

TEST(TailSupport, BlocksAddUp) {
  std::vector<std::uint32_t> service(6000, 200'000);
  service[100] = service[3000] = 20'000'000;
  const std::vector<VirtualRun> runs(3, run_of(service, {}, 1, 10 * service_mean_ns));
  EXPECT_NEAR(effective_tail_requests(runs, 1, 2000), 6, 0.7);
}

TEST(TailSupport, NobodyLateIsNoSupport) {
  EXPECT_EQ(support(std::vector<std::uint32_t>(1000, 100), 1, 0.01), 0);
}

}  // namespace
}  // namespace crossfade::statistics
