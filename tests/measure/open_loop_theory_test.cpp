// The engine in simulated time against what queueing theory says of M/M/1, M/D/1 and M/M/k. Requests behind
// each other wait alike, so the error of a share is taken from the means of 20 long batches (Student's t, 19
// degrees of freedom; Law and Kelton, Simulation Modeling and Analysis), two-sided at 99.9 %: some fifty
// shares are looked at. Seeds are fixed; the level says how surprising a failure after a change of the
// traffic is.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"
#include "tests/measure/simulated_engine.h"
#include "tests/support/queue_theory.h"
#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

using namespace crossfade::testing;

constexpr double mean_service_ns = 1'000'000;  // so long that whole nanoseconds are no error
constexpr std::size_t batches = 20;
constexpr double level = 0.999;

struct Queue {
  std::string name;
  unsigned servers;
  double utilisation;
  bool constant_service;
  std::size_t batch;  ///< requests in each

  double wait_exceeds(double t) const {
    return constant_service ? md1_wait_exceeds(utilisation, t) : mmk_wait_exceeds(servers, utilisation, t);
  }
  double sojourn_exceeds(double t) const {
    return constant_service ? md1_wait_exceeds(utilisation, t - 1)
                            : mmk_sojourn_exceeds(servers, utilisation, t);
  }
  double mean_wait() const {
    return constant_service ? pollaczek_khinchine_wait(utilisation, 0) : mmk_mean_wait(servers, utilisation);
  }
};

/// One batch more than is used: the queue begins empty, and the first is left out.
Traffic traffic_of(const Queue& queue) {
  workloads::Random random(29);
  Traffic traffic;
  double at_ns = 0;
  for (std::size_t i = 0; i < (batches + 1) * queue.batch; ++i) {
    at_ns += random.exponential() * mean_service_ns / (queue.servers * queue.utilisation);
    traffic.arrival_ns.push_back(static_cast<std::int64_t>(at_ns));
    traffic.service_ns.push_back(
        static_cast<std::uint32_t>(mean_service_ns * (queue.constant_service ? 1 : random.exponential())));
  }
  return traffic;
}

/// What is expected of the requests, and what the batches had of it.
struct Share {
  std::string name;
  double expected;
  std::function<double(double wait, double sojourn)> of;  ///< of one request, in mean service times
  std::vector<double> sums = std::vector<double>(batches, 0);

  statistics::Interval interval(std::size_t batch) const {
    std::vector<double> means = sums;
    for (double& mean : means) mean /= static_cast<double>(batch);
    const double half = statistics::student_t_quantile((1 + level) / 2, batches - 1) *
                        std::sqrt(statistics::sample_variance(means) / batches);
    return {statistics::mean(means) - half, statistics::mean(means) + half};
  }
  bool agrees(std::size_t batch) const {
    const auto seen = interval(batch);
    return seen.low <= expected && expected <= seen.high;
  }
};

std::vector<Share> shares_of(const Queue& queue) {
  std::vector<Share> shares{
      {"mean wait", queue.mean_wait(), [](double wait, double) { return wait; }},
      {"waits at all", queue.wait_exceeds(0), [](double wait, double) { return wait > 1e-6; }}};
  for (const double p : {0.5, 0.9, 0.99}) {
    const double wait_p = quantile_of([&](double t) { return queue.wait_exceeds(t); }, p);
    if (wait_p > 0)
      shares.push_back({"beyond the wait's " + std::to_string(p), 1 - p,
                        [wait_p](double wait, double) { return wait > wait_p; }});
    const double sojourn_p = quantile_of([&](double t) { return queue.sojourn_exceeds(t); }, p);
    if (!queue.constant_service || sojourn_p > 1)
      shares.push_back({"beyond the latency's " + std::to_string(p), 1 - p,
                        [sojourn_p](double, double sojourn) { return sojourn > sojourn_p; }});
  }
  return shares;
}

/// Runs the engine on the queue's traffic and fills the shares.
void observe(const Queue& queue, std::vector<Share>& shares) {
  const Traffic traffic = traffic_of(queue);
  SimulatedTime time(queue.servers);
  ArrivalCursor cursor;
  std::atomic<bool> given_up{false};
  simulate(time, queue.servers, [&](std::size_t w) {
    SimulatedClock clock{time, w};
    run_open_loop(
        OpenLoop{traffic.arrival_ns}, clock, cursor, given_up,
        [&](std::size_t i) {
          clock.pass(traffic.service_ns[i]);
          return 0;
        },
        [&](const Passage& passage, int) {
          if (passage.request < queue.batch) return;
          const double wait = static_cast<double>(passage.start_ns - passage.due_ns) / mean_service_ns;
          const double sojourn = static_cast<double>(passage.end_ns - passage.due_ns) / mean_service_ns;
          for (Share& share : shares)
            share.sums[passage.request / queue.batch - 1] += share.of(wait, sojourn);
        });
  });
}

class OpenLoopTheory : public ::testing::TestWithParam<Queue> {};

TEST_P(OpenLoopTheory, WaitsAndLatenciesAreThoseOfTheQueue) {
  const Queue& queue = GetParam();
  std::vector<Share> shares = shares_of(queue);
  observe(queue, shares);
  for (const Share& share : shares) {
    const auto seen = share.interval(queue.batch);
    EXPECT_TRUE(share.agrees(queue.batch))
        << share.name << ": " << share.expected << " is not in [" << seen.low << ", " << seen.high << "]";
  }
  // A test that everything passes would be none: the theory of a queue one twentieth fuller is refuted.
  Queue fuller = queue;
  fuller.utilisation *= 1.05;
  EXPECT_LT(shares.front().interval(queue.batch).high, fuller.mean_wait());
}

INSTANTIATE_TEST_SUITE_P(
    Queues, OpenLoopTheory,
    ::testing::Values(Queue{"MM1_50", 1, 0.5, false, 100'000}, Queue{"MM1_80", 1, 0.8, false, 100'000},
                      Queue{"MM1_90", 1, 0.9, false, 100'000}, Queue{"MD1_50", 1, 0.5, true, 100'000},
                      Queue{"MD1_80", 1, 0.8, true, 100'000}, Queue{"MD1_90", 1, 0.9, true, 100'000},
                      Queue{"MM2_80", 2, 0.8, false, 15'000}, Queue{"MM4_80", 4, 0.8, false, 15'000}),
    [](const auto& queue) { return queue.param.name; });

}  // namespace
}  // namespace crossfade::collector
