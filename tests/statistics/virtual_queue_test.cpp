#include "analysis/statistics/virtual_queue.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/statistics/slo_traces.h"

namespace crossfade::statistics {
namespace {

constexpr double service_mean_ns = 200e3;
constexpr std::size_t requests = 1'500'000;

VirtualRun run_of(const std::vector<std::uint32_t>& service_ns, std::uint32_t servers, double objective_ns) {
  const SloChunk chunk{0, 3500.0 * servers, service_ns, {}, {}};
  const double objectives[] = {objective_ns};
  return make_virtual_run({&chunk, 1}, objectives, servers, VirtualArrivals::poisson, requests, 11, 0);
}

// M/M/k: P(wait > w) = C exp(-(k mu - lambda) w) with Erlang's C; latency is that and an independent service
// time.
double mmk_exceedance(double servers, double rho, double objective) {  // in mean service times
  double term = 1, sum = 1;                                            // a^j / j!
  const double offered = servers * rho;
  for (int j = 1; j < static_cast<int>(servers); ++j) sum += term *= offered / j;
  const double last = term * offered / servers / (1 - rho);
  const double delayed = last / (sum + last), spare = servers * (1 - rho);
  const double waited = std::abs(spare - 1) < 1e-9
                            ? (1 + objective) * std::exp(-objective)
                            : (spare * std::exp(-objective) - std::exp(-spare * objective)) / (spare - 1);
  return (1 - delayed) * std::exp(-objective) + delayed * waited;
}

TEST(VirtualQueue, ExceedanceOfMMkIsErlangs) {
  const auto service = exponential_sample(50000, service_mean_ns, 3);
  for (const std::uint32_t servers : {1U, 2U, 3U, 4U, 6U, 8U, 12U, 16U, 20U}) {
    for (const double rho : {0.3, 0.7}) {
      const double objective = servers == 1 ? 10 : 6;
      const double expected = mmk_exceedance(servers, rho, objective);
      const double rate = rho * servers * 1e9 / service_mean_ns;
      const double found =
          virtual_exceedance(run_of(service, servers, objective * service_mean_ns), rate, requests, servers);
      // Half load and less: design effect below 10; at 0.7 about 30 with one server.
      const double error =
          std::sqrt((rho < 0.5 ? 10 : 40) * expected / static_cast<double>(requests)) / expected;
      EXPECT_NEAR(found / expected, 1, 3 * error) << servers << " servers, " << rho;
    }
  }
}

// M/D/1: Erlang's series for the wait, exact in long double at these arguments.
double md1_wait_exceeds(double rho, double t) {  // in service times
  long double within = 0, factorial = 1;
  for (int j = 0; j <= static_cast<int>(t); ++j) {
    if (j > 0) factorial *= j;
    const long double x = static_cast<long double>(rho) * (static_cast<long double>(j) - t);
    within += std::pow(x, j) / factorial * std::exp(-x);
  }
  return static_cast<double>(1 - (1 - static_cast<long double>(rho)) * within);
}

TEST(VirtualQueue, ExceedanceOfMD1IsErlangsSeries) {
  const std::vector<std::uint32_t> service(1000, 200000);
  for (const double rho : {0.3, 0.5, 0.7, 0.8}) {
    const double objective = rho < 0.5 ? 3.5 : 6.5;
    const double expected = md1_wait_exceeds(rho, objective - 1);
    const double found = virtual_exceedance(run_of(service, 1, objective * 200000), rho * 5000, requests, 1);
    const double error =
        std::sqrt((rho < 0.6 ? 10 : 60) * expected / static_cast<double>(requests)) / expected;
    EXPECT_NEAR(found / expected, 1, 3 * error) << rho;
  }
}

TEST(VirtualQueue, NeverFallsWithTheRate) {
  const auto service = exponential_sample(2000, service_mean_ns, 3);
  for (const std::uint32_t servers : {1U, 2U, 4U, 8U, 20U}) {
    const VirtualRun run = run_of(service, servers, 5 * service_mean_ns);
    double before = 0;
    for (double rho = 0.02; rho < 1.2; rho += 0.02) {
      const double now = virtual_exceedance(run, rho * servers * 5000, 50000, servers);
      EXPECT_GE(now, before) << servers << " servers, " << rho;
      before = now;
    }
  }
}

TEST(VirtualQueue, EveryRequestIsDrawnEquallyOften) {
  std::vector<std::uint32_t> first(900, 100), second(2100, 100);
  const SloChunk chunks[] = {{0, 4000, first, {}, {}}, {0, 4000, second, {}, {}}};
  const double objectives[] = {1e6};
  const VirtualRun run = make_virtual_run(chunks, objectives, 1, VirtualArrivals::poisson, 300000, 5, 0);
  EXPECT_EQ(run.piece_length, 200U);  // 50 ms at 4,000/s
  EXPECT_EQ(run.recorded, 3000U);
  std::vector<int> drawn(run.recorded, 0);
  run_virtual_queue(run, 100, 300000, 1, [&](std::size_t, std::size_t index, double, const VirtualStall*) {
    ++drawn[run.number[index]];
  });
  // 100 times each; evenly spread starts leave less than half of the deviation of independent ones (7).
  double squares = 0;
  for (const int d : drawn) {
    EXPECT_NEAR(d, 100, 12);
    squares += (d - 100.0) * (d - 100.0);
  }
  EXPECT_LT(std::sqrt(squares / 3000), 3);
}

TEST(VirtualQueue, AStandstillOfNeighboursStaysTogether) {
  // Of 4,000 requests the slow ones are ten in a row; drawn one by one two would hardly ever meet.
  std::vector<std::uint32_t> service(4000, 100000);
  for (int i = 1000; i < 1010; ++i) service[i] = 3000000;
  const VirtualRun run = run_of(service, 1, 1e9);
  int together = 0, slow = 0;
  double before = 0;
  run_virtual_queue(run, 1000, 100000, 1, [&](std::size_t, std::size_t index, double, const VirtualStall*) {
    const double busy = run.busy_ns[index];
    slow += busy > 1e6;
    together += busy > 1e6 && before > 1e6;
    before = busy;
  });
  EXPECT_GT(slow, 150);
  EXPECT_GT(together, 0.85 * slow);
}

TEST(VirtualQueue, BlocksHaveRandomNumbersOfTheirOwn) {
  const auto service = exponential_sample(1000, service_mean_ns, 3);
  const SloChunk chunk{0, 3500, service, {}, {}};
  const double objectives[] = {1e6};
  const auto make = [&](std::uint64_t seed, std::uint64_t stream) {
    return make_virtual_run({&chunk, 1}, objectives, 1, VirtualArrivals::poisson, 1000, seed, stream)
        .unit_gaps;
  };
  EXPECT_EQ(make(1, 1), make(1, 1));
  EXPECT_NE(make(1, 1), make(1, 2));
  EXPECT_NE(make(1, 1), make(2, 1));
}

TEST(VirtualQueue, ProgrammersErrorsEndTheProgram) {
  const std::vector<std::uint32_t> two{1, 2}, one{1};
  const std::vector<std::uint8_t> class_one{1, 1};
  const double objectives[] = {1e6};
  const auto make = [&](const SloChunk& chunk) {
    return make_virtual_run({&chunk, 1}, objectives, 1, VirtualArrivals::poisson, 10, 1, 1);
  };
  EXPECT_DEATH(make({0, 0, two, {}, {}}), "has a rate");
  EXPECT_DEATH(make({0, 1, two, one, {}}), "one delay per request");
  EXPECT_DEATH(make({0, 1, two, {}, class_one}), "every class has an objective");
}

}  // namespace
}  // namespace crossfade::statistics
