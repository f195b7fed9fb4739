#include "analysis/statistics/slo_estimate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/start_delays.h"
#include "analysis/statistics/student_t.h"
#include "analysis/statistics/virtual_queue.h"
#include "tests/statistics/simulated_engine.h"
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
    problem.virtual_requests = 3'000'000;
    const SloEstimate found = estimate_slo_rate(problem);
    const double expected = 5000 - std::log(100) / (objective * service_mean_ns) * 1e9;
    ASSERT_EQ(found.state, SloState::solved);
    // 64,000 recorded requests in one order: 0.7 %; virtual ones: 0.3 to 0.5 %.
    EXPECT_NEAR(found.rate_per_s / expected, 1, 0.02) << objective;
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

// Blocks that differ in speed, and a stall in one of them.
SloTraces uneven_traces() {
  SloTraces traces = exponential_traces(6, 1, 8 * service_mean_ns, 4000);
  for (std::uint32_t b = 0; b < 6; ++b) {
    for (std::uint32_t& s : traces.traces[b].service_ns) s = static_cast<std::uint32_t>(s * (1 + 0.02 * b));
  }
  traces.traces[2].service_ns[1500] = 20'000'000;
  return traces;
}

TEST(SloEstimate, IntervalEndsWhereATestBetweenBlocksWouldReject) {
  SloTraces traces = uneven_traces();
  SloProblem problem = traces.problem();
  problem.virtual_requests = 2'400'000;
  const SloEstimate found = estimate_slo_rate(problem);
  ASSERT_TRUE(found.interval);
  EXPECT_LT(found.interval->low, 0.97 * found.rate_per_s);
  EXPECT_GT(found.interval->high, 1.01 * found.rate_per_s);
  // By hand at each end: each block's queue alone, Student's t with 5 degrees of freedom (2.5706).
  const auto distance = [&](double rate) {
    std::vector<double> by_block;
    for (const SloChunk& chunk : problem.chunks) {
      const VirtualRun run = make_virtual_run({&chunk, 1}, problem.objective_ns, 1, VirtualArrivals::poisson,
                                              400'001, problem.seed, chunk.block);
      by_block.push_back(virtual_exceedance(run, rate, 400'001, 1));
    }
    const double centre = mean(by_block);
    return (std::log(centre) - std::log(0.01)) / (std::sqrt(sample_variance(by_block) / 6) / centre);
  };
  EXPECT_NEAR(distance(found.interval->low), -2.5706, 0.06);
  EXPECT_NEAR(distance(found.rate_per_s), 0, 0.03);
  EXPECT_NEAR(distance(found.interval->high), 2.5706, 0.06);
}

TEST(SloEstimate, BlocksCarryTheRateAndItsInterval) {
  SloTraces traces = uneven_traces();
  const SloEstimate found = estimate_slo_rate(traces.problem());
  ASSERT_TRUE(found.interval);
  std::vector<double> values;
  for (const SloBlock& b : found.blocks) {
    ASSERT_TRUE(b.ln_rate);
    values.push_back(*b.ln_rate);
    EXPECT_EQ(b.exceedance > 0.01, *b.ln_rate < std::log(found.rate_per_s)) << b.block;
  }
  EXPECT_NEAR(mean(values), std::log(found.rate_per_s), 1e-4);
  const auto interval = mean_interval(values);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->high - interval->low, std::log(found.interval->high / found.interval->low), 1e-9);
  EXPECT_LT(*found.blocks[2].ln_rate, *found.blocks[1].ln_rate);  // the stall
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

TEST(SloEstimate, LateWakeUpsTakeTheServersTime) {
  SloTraces plain = exponential_traces(4, 1, 10 * service_mean_ns, 4000), delayed = plain, longer = plain;
  for (std::size_t b = 0; b < 4; ++b) {
    delayed.traces[b].start_delay_ns.assign(4000, 60'000);
    for (std::uint32_t& s : longer.traces[b].service_ns) s += 60'000;
  }
  const double with_delays = estimate_slo_rate(delayed.problem()).rate_per_s;
  EXPECT_LT(with_delays, 0.9 * estimate_slo_rate(plain.problem()).rate_per_s);
  EXPECT_EQ(with_delays, estimate_slo_rate(longer.problem()).rate_per_s);
}

// The whole way: engines with stalls of idle and busy workers, recorded well off the rate that is sought,
// against the same engines run for long at the rate that was found.
TEST(SloEstimate, StallsOfIdleWorkersFollowToAnotherRate) {
  for (const std::uint32_t servers : {1U, 2U}) {
    SimulatedMachine machine;
    machine.servers = servers;
    machine.stalls_per_s = 0.25;
    const double recorded_per_s = 1200.0 * servers, objective_ns = 2e6;
    SloTraces traces;
    traces.servers = servers;
    traces.objective_ns = {objective_ns};
    for (std::uint32_t b = 0; b < 4; ++b) {
      SimulatedEngine engine(machine, recorded_per_s, 10 + b);
      std::vector<std::int64_t> arrival_ns;
      std::vector<std::uint32_t> wait_ns;
      auto& trace = traces.traces.emplace_back(SloTraces::Trace{b, recorded_per_s, {}, {}, {}});
      for (int i = 0; i < 200'000; ++i) {
        const SimulatedRequest r = engine.next();
        arrival_ns.push_back(r.arrival_ns);
        wait_ns.push_back(r.wait_ns);
        trace.service_ns.push_back(r.service_ns);
      }
      trace.start_delay_ns = start_delays(arrival_ns, wait_ns, trace.service_ns, servers);
    }
    const SloEstimate found = estimate_slo_rate(traces.problem());
    ASSERT_EQ(found.state, SloState::solved);
    EXPECT_GT(found.rate_per_s, 2 * recorded_per_s);
    SimulatedEngine engine(machine, found.rate_per_s, 3);
    double late = 0;
    constexpr int requests = 3'000'000;
    for (int i = 0; i < requests; ++i) late += engine.next().latency_ns() > objective_ns;
    EXPECT_NEAR(late / requests / 0.01, 1, 0.2) << servers;
  }
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

// Blocks weigh equally: a chunk that was cut off after ten requests would be an eighth of the mean share, and
// one slow request of it more than all blocks together may have.
TEST(SloEstimate, BlocksOfHardlyARequestAreLeftOut) {
  SloTraces traces = exponential_traces(8, 1, 10 * service_mean_ns, 1000);
  auto& cut = traces.traces[3];
  cut.service_ns.assign(10, static_cast<std::uint32_t>(service_mean_ns));
  cut.service_ns[5] = 30'000'000;
  SloTraces without = traces;
  without.traces.erase(without.traces.begin() + 3);
  const SloEstimate found = estimate_slo_rate(traces.problem()),
                    expected = estimate_slo_rate(without.problem());
  ASSERT_EQ(found.state, SloState::solved);
  EXPECT_EQ(found.rate_per_s, expected.rate_per_s);
  EXPECT_EQ(found.interval, expected.interval);
  EXPECT_EQ(found.requests, 7000U);
  EXPECT_EQ(found.blocks.size(), 7U);
  EXPECT_EQ(found.blocks_left_out, std::vector<std::uint32_t>{3});
  EXPECT_TRUE(expected.blocks_left_out.empty());
}

TEST(SloEstimate, FiftyRequestsMakeABlockAlsoOfSeveralChunks) {
  SloTraces traces = exponential_traces(8, 1, 10 * service_mean_ns, 100);
  traces.traces.push_back({8, 3000, exponential_sample(30, service_mean_ns, 9), {}, {}});
  traces.traces.push_back({8, 3000, exponential_sample(20, service_mean_ns, 10), {}, {}});
  EXPECT_TRUE(estimate_slo_rate(traces.problem()).blocks_left_out.empty());
  traces.traces.back().service_ns.pop_back();
  EXPECT_EQ(estimate_slo_rate(traces.problem()).blocks_left_out, std::vector<std::uint32_t>{8});
}

TEST(SloEstimate, ShortBlocksAloneAreTooFewRequests) {
  SloTraces traces = exponential_traces(20, 1, 10 * service_mean_ns, 49);
  const SloEstimate found = estimate_slo_rate(traces.problem());
  EXPECT_EQ(found.state, SloState::too_few_requests) << "980 in all";
  EXPECT_EQ(found.requests, 0U);
  EXPECT_EQ(found.blocks_left_out.size(), 20U);
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

TEST(SloEstimate, NoRateMeetsAnObjectiveIfIdleServersStandStillForLonger) {
  // Recorded at 1,000/s with a 20 ms standstill a second: any request has a chance of 1.8 % to come into the
  // first 18 ms of one, although only 0.1 % of the recorded ones did.
  SloTraces traces;
  for (std::uint32_t b = 0; b < 4; ++b) {
    traces.traces.push_back(
        {b, 1000, std::vector<std::uint32_t>(4000, 100'000), std::vector<std::uint32_t>(4000, 0), {}});
    for (std::size_t i = 500; i < 4000; i += 1000) traces.traces[b].start_delay_ns[i] = 19'000'000;
  }
  traces.objective_ns = {2e6};
  SloEstimate found = estimate_slo_rate(traces.problem());
  EXPECT_EQ(found.state, SloState::no_rate_meets_it);
  // 1.135 of them in a second of idle time, each with 8.8 ms beyond it.
  EXPECT_NEAR(found.fastest_quantile_ns, 11.3e6, 0.05e6);
  traces.objective_ns = {15e6};
  found = estimate_slo_rate(traces.problem());
  EXPECT_EQ(found.state, SloState::solved);
}

TEST(SloEstimate, AnObjectiveThatCapacityMeetsGivesCapacityAsABound) {
  SloTraces traces = exponential_traces(4, 2, 1e6 * service_mean_ns);
  const SloEstimate found = estimate_slo_rate(traces.problem());
  EXPECT_EQ(found.state, SloState::met_up_to_capacity);
  EXPECT_EQ(found.rate_per_s, found.capacity_per_s);
  EXPECT_NEAR(found.capacity_per_s, 10000, 10);
  EXPECT_FALSE(found.interval);
}

TEST(SloEstimate, IntervalWithoutALowerEnd) {
  // Three of four blocks have 1.2 % of requests that are late by themselves: 0.9 % with the fourth, 1.2 %
  // without.
  SloTraces traces = exponential_traces(4, 1, 50 * service_mean_ns, 1000);
  for (std::uint32_t b = 0; b < 3; ++b) {
    for (std::size_t i = 0; i < 12; ++i) traces.traces[b].service_ns[80 * i] = 12'000'000;
  }
  const SloEstimate found = estimate_slo_rate(traces.problem());
  EXPECT_EQ(found.state, SloState::solved);
  ASSERT_TRUE(found.interval);
  EXPECT_EQ(found.interval->low, 0);
  EXPECT_GT(found.interval->high, found.rate_per_s);
  EXPECT_FALSE(found.blocks[0].ln_rate);
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
