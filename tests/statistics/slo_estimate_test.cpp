#include "analysis/statistics/slo_estimate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/statistics/slo_traces.h"

namespace crossfade::statistics {
namespace {

constexpr double service_mean_ns = 200e3;

SloTraces exponential_traces(std::uint32_t blocks, std::uint32_t servers, double objective_ns,
                             std::size_t n = 8000) {
  SloTraces out;
  for (std::uint32_t b = 0; b < blocks; ++b) {
    out.traces.push_back({b, 3000.0 * servers, exponential_sample(n, service_mean_ns, b + 1), {}, {}});
  }
  out.objective_ns = {objective_ns};
  out.servers = servers;
  return out;
}

// M/M/1: P(latency > t) = exp(-(mu - R) t), so the rate is mu - ln(100) / t.
TEST(SloEstimate, RootOfMM1) {
  for (const double objective : {6.0, 10.0, 20.0}) {
    SloTraces traces = exponential_traces(8, 1, objective * service_mean_ns);
    SloProblem problem = traces.problem();
    problem.virtual_requests = 4'000'000;
    const SloEstimate found = estimate_slo_rate(problem);
    const double expected = 5000 - std::log(100) / (objective * service_mean_ns) * 1e9;
    ASSERT_EQ(found.state, SloState::solved);
    // A sample of 8,000 per block has a lighter tail than the distribution: 0.3 % at 6 means.
    EXPECT_NEAR(found.rate_per_s / expected, 1, objective < 8 ? 0.02 : 0.008) << objective;
    EXPECT_NEAR(found.capacity_per_s, 5000, 5);
    EXPECT_EQ(found.requests, 64000U);
    EXPECT_TRUE(found.tail_supported);
  }
}

TEST(SloEstimate, BlocksAverageToTheAllowedExceedance) {
  SloTraces traces = exponential_traces(8, 2, 10 * service_mean_ns, 2000);
  for (const double allowed : {0.01, 0.001, 0.05}) {
    SloProblem problem = traces.problem();
    problem.allowed_exceedance = allowed;
    const SloEstimate found = estimate_slo_rate(problem);
    double sum = 0;
    for (const SloBlock& b : found.blocks) sum += b.exceedance;
    EXPECT_NEAR(sum / 8 / allowed, 1, 0.005);
  }
}

TEST(SloEstimate, JackknifeIsSolvingAgainWithoutTheBlock) {
  // Blocks that differ: speed, and a stall in one of them.
  SloTraces traces = exponential_traces(6, 1, 8 * service_mean_ns, 4000);
  for (std::uint32_t b = 0; b < 6; ++b) {
    for (std::uint32_t& s : traces.traces[b].service_ns) s = static_cast<std::uint32_t>(s * (1 + 0.01 * b));
  }
  traces.traces[2].service_ns[1500] = 20'000'000;
  SloProblem problem = traces.problem();
  problem.virtual_requests = 2'400'000;
  const SloEstimate all = estimate_slo_rate(problem);
  ASSERT_TRUE(all.interval);
  double sum = 0;
  for (std::uint32_t b = 0; b < 6; ++b) {
    SloTraces others = traces;
    others.traces.erase(others.traces.begin() + b);
    SloProblem without = others.problem();
    without.virtual_requests = 2'000'000;  // as many for each block
    const SloEstimate again = estimate_slo_rate(without);
    EXPECT_NEAR(*all.blocks[b].rate_without_per_s / again.rate_per_s, 1, 5e-4) << b;
    EXPECT_NEAR(*all.blocks[b].ln_rate, 6 * std::log(all.rate_per_s) - 5 * std::log(again.rate_per_s), 3e-3)
        << b;
    sum += *all.blocks[b].ln_rate;
  }
  EXPECT_GT(*all.blocks[2].rate_without_per_s, 1.01 * all.rate_per_s);
  EXPECT_NEAR(std::log(all.interval->low) + std::log(all.interval->high), 2 * sum / 6, 1e-9);
}

TEST(SloEstimate, EachClassHasItsOwnObjective) {
  // Half of the requests may take ten times as long; their objective alone or the other's alone gives another
  // rate.
  SloTraces traces = exponential_traces(4, 1, 8 * service_mean_ns);
  for (auto& t : traces.traces) {
    for (std::size_t i = 0; i < t.service_ns.size(); ++i) t.request_class.push_back(i % 2);
  }
  const auto rate = [&](double first, double second) {
    traces.objective_ns = {first * service_mean_ns, second * service_mean_ns};
    return estimate_slo_rate(traces.problem()).rate_per_s;
  };
  const double strict = rate(8, 8), mixed = rate(8, 1e6), loose = rate(16, 16);
  // Only half of the requests can be late: 2 % of those, mu - ln(50) / t.
  EXPECT_NEAR(mixed / (5000 - std::log(50) / (8 * service_mean_ns) * 1e9), 1, 0.02);
  EXPECT_LT(strict, mixed);
  EXPECT_LT(mixed, loose);
  EXPECT_EQ(rate(8, 1e6), mixed);
}

TEST(SloEstimate, ObjectiveFactorIsAnotherObjective) {
  SloTraces traces = exponential_traces(4, 2, 10 * service_mean_ns, 2000), half = traces;
  half.objective_ns[0] /= 2;
  SloProblem problem = traces.problem();
  problem.objective_factor = 0.5;
  EXPECT_EQ(estimate_slo_rate(problem).rate_per_s, estimate_slo_rate(half.problem()).rate_per_s);
}

TEST(SloEstimate, StartDelaysTakeTheServersTime) {
  SloTraces plain = exponential_traces(4, 1, 10 * service_mean_ns, 4000), delayed = plain, longer = plain;
  for (std::size_t b = 0; b < 4; ++b) {
    auto& delays = delayed.traces[b].start_delay_ns;
    delays.assign(4000, 0);
    for (std::size_t i = 0; i < 4000; i += 500) {
      delays[i] = 3'000'000;
      longer.traces[b].service_ns[i] += 3'000'000;
    }
  }
  const double with_delays = estimate_slo_rate(delayed.problem()).rate_per_s;
  EXPECT_LT(with_delays, 0.95 * estimate_slo_rate(plain.problem()).rate_per_s);
  EXPECT_EQ(with_delays, estimate_slo_rate(longer.problem()).rate_per_s);
}

TEST(SloEstimate, SeveralChunksOfABlockAreOneQueue) {
  SloTraces traces = exponential_traces(2, 1, 10 * service_mean_ns);
  traces.traces[1].block = 0;
  const SloEstimate found = estimate_slo_rate(traces.problem());
  EXPECT_EQ(found.state, SloState::solved);
  EXPECT_EQ(found.blocks.size(), 1U);
  EXPECT_FALSE(found.interval);  // one block says nothing about the next
  EXPECT_FALSE(found.blocks[0].ln_rate);
  EXPECT_TRUE(found.tail_supported);
}

TEST(SloEstimate, NothingRecorded) {
  EXPECT_EQ(estimate_slo_rate({}).state, SloState::no_requests);
  SloTraces traces = exponential_traces(3, 1, 1e6, 0);
  EXPECT_EQ(estimate_slo_rate(traces.problem()).state, SloState::no_requests);
}

TEST(SloEstimate, TooFewRequests) {
  SloTraces few = exponential_traces(1, 1, 2e6, 399), enough = exponential_traces(1, 1, 2e6, 400);
  EXPECT_EQ(estimate_slo_rate(few.problem()).state, SloState::too_few_requests);
  EXPECT_EQ(estimate_slo_rate(few.problem()).requests, 399U);
  EXPECT_EQ(estimate_slo_rate(enough.problem()).state, SloState::solved);
}

TEST(SloEstimate, NoRateMeetsAnObjectiveBelowTheServiceTime) {
  SloTraces traces = exponential_traces(4, 1, 4 * service_mean_ns);  // p99 is 4.6 means
  const SloEstimate found = estimate_slo_rate(traces.problem());
  EXPECT_EQ(found.state, SloState::no_rate_meets_it);
  EXPECT_NEAR(found.fastest_quantile_ns / service_mean_ns, std::log(100), 0.02);
  EXPECT_EQ(found.rate_per_s, 0);
  EXPECT_TRUE(found.blocks.empty());
}

TEST(SloEstimate, AnObjectiveThatCapacityMeetsGivesCapacityAsABound) {
  SloTraces traces = exponential_traces(4, 2, 1e6 * service_mean_ns);
  const SloEstimate found = estimate_slo_rate(traces.problem());
  EXPECT_EQ(found.state, SloState::met_up_to_capacity);
  EXPECT_EQ(found.rate_per_s, found.capacity_per_s);
  EXPECT_NEAR(found.capacity_per_s, 10000, 10);
  EXPECT_FALSE(found.interval);
}

TEST(SloEstimate, NoIntervalIfTheOtherBlocksAloneMeetItAtNoRate) {
  // Three of four blocks have 1.2 % of requests that are late by themselves: 0.9 % with the fourth, 1.2 %
  // without.
  SloTraces traces = exponential_traces(4, 1, 50 * service_mean_ns, 1000);
  for (std::uint32_t b = 0; b < 3; ++b) {
    for (std::size_t i = 0; i < 12; ++i) traces.traces[b].service_ns[80 * i] = 12'000'000;
  }
  const SloEstimate found = estimate_slo_rate(traces.problem());
  EXPECT_EQ(found.state, SloState::solved);
  EXPECT_FALSE(found.interval);
  EXPECT_FALSE(found.blocks[3].rate_without_per_s);
  EXPECT_FALSE(found.blocks[0].ln_rate);
  EXPECT_TRUE(found.blocks[0].rate_without_per_s);
}

TEST(SloEstimate, IsDeterministicAndDependsOnTheSeed) {
  SloTraces traces = exponential_traces(4, 2, 8 * service_mean_ns, 1000);
  SloProblem problem = traces.problem();
  problem.virtual_requests = 100'000;
  const SloEstimate first = estimate_slo_rate(problem), second = estimate_slo_rate(problem);
  EXPECT_EQ(first.rate_per_s, second.rate_per_s);
  EXPECT_EQ(first.interval, second.interval);
  problem.seed = 2;
  EXPECT_NE(estimate_slo_rate(problem).rate_per_s, first.rate_per_s);
}

TEST(SloEstimate, ServiceTimesOfAllZeroMeetEveryObjective) {
  SloTraces traces;
  traces.traces.push_back({0, 1000, std::vector<std::uint32_t>(500, 0), {}, {}});
  traces.objective_ns = {1e6};
  const SloEstimate found = estimate_slo_rate(traces.problem());
  EXPECT_EQ(found.state, SloState::met_up_to_capacity);
}

TEST(SloEstimate, PredictionFromServiceTimesAlone) {
  const auto service = exponential_sample(4000, service_mean_ns, 1);
  const double objectives[] = {10 * service_mean_ns};
  const SloEstimate found = predicted_slo_rate(service, {}, 1, objectives, 1, 3);
  EXPECT_EQ(found.state, SloState::solved);
  EXPECT_NEAR(found.rate_per_s / (5000 - std::log(100) / 2e-3), 1, 0.05);
  // Twice as slow: half the capacity, and half the objective in service times.
  const SloEstimate slow = predicted_slo_rate(service, {}, 1, objectives, 1.5, 3);
  EXPECT_NEAR(slow.capacity_per_s, 5000 / 1.5, 5);
  EXPECT_NEAR(slow.rate_per_s / (5000 / 1.5 - std::log(100) / 2e-3), 1, 0.07);
  EXPECT_EQ(predicted_slo_rate({}, {}, 1, objectives, 1, 3).state, SloState::no_requests);
}

TEST(SloEstimate, ProgrammersErrorsEndTheProgram) {
  SloTraces traces = exponential_traces(1, 1, 2e6, 400);
  SloProblem problem = traces.problem();
  problem.servers = 0;
  EXPECT_DEATH(estimate_slo_rate(problem), "a queue needs a server");
  problem = traces.problem();
  problem.allowed_exceedance = 1;
  EXPECT_DEATH(estimate_slo_rate(problem), "a share of requests");
}

}  // namespace
}  // namespace crossfade::statistics
