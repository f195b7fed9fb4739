// What a load stage must keep whatever its requests are: the number in flight is throughput times latency
// (Little, A proof for the queuing formula L = lambda W, Operations Research 9, 1961), and a worker's time is
// that of its requests and that of its waiting, with nothing in between.
#include <gtest/gtest.h>

#include <array>
#include <numeric>

#include "collector/measure/arrivals.h"
#include "collector/measure/worker_record.h"
#include "tests/measure/simulated_engine.h"
#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

constexpr std::size_t k = 2;
constexpr double mean_service_ns = 100'000;

Traffic queueing_traffic() {
  Traffic traffic{
      *make_arrivals(results::Arrival::poisson, 0.8 * k / mean_service_ns * 1e9, 1'000'000'000, 3), {}};
  workloads::Random random(4);
  for (std::size_t i = 0; i < traffic.arrival_ns.size(); ++i)
    traffic.service_ns.push_back(static_cast<std::uint32_t>(mean_service_ns * random.exponential()));
  return traffic;
}

struct Observed {
  std::vector<Passage> passages;
  std::vector<std::int64_t> in_flight;  ///< as an observer found it
};

/// Who looks every 20 us or so, at times that have nothing to do with the requests, and only counts: those
/// that fell due less those that ended.
Observed observe(const Traffic& traffic) {
  Observed seen;
  SimulatedTime time(k + 1);
  ArrivalCursor cursor;
  std::atomic<bool> given_up{false};
  std::atomic<std::int64_t> ended{0};
  const std::int64_t last_ns = traffic.arrival_ns.back();
  simulate(time, k + 1, [&](std::size_t w) {
    SimulatedClock clock{time, w};
    if (w == k) {
      workloads::Random random(5);
      while (clock.now_ns() < last_ns) {
        const auto due =
            std::upper_bound(traffic.arrival_ns.begin(), traffic.arrival_ns.end(), clock.now_ns()) -
            traffic.arrival_ns.begin();
        seen.in_flight.push_back(due - ended);
        clock.pass(static_cast<std::int64_t>(random.between(10'000, 30'000)));
      }
      return;
    }
    run_open_loop(
        OpenLoop{traffic.arrival_ns}, clock, cursor, given_up,
        [&](std::size_t i) {
          clock.pass(traffic.service_ns[i]);
          return 0;
        },
        [&](const Passage& passage, int) {
          ++ended;
          seen.passages.push_back(passage);
        });
  });
  return seen;
}

double mean_of(const std::vector<std::int64_t>& values) {
  double sum = 0;
  for (const auto value : values) sum += static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

/// Little's other side, from what a stage records: requests per ns times the mean of `latency`.
template <class Latency>
double throughput_times(const Observed& seen, const Traffic& traffic, Latency&& latency) {
  double sum = 0;
  for (const Passage& passage : seen.passages) sum += static_cast<double>(latency(passage));
  return sum / static_cast<double>(traffic.arrival_ns.back());
}

TEST(Conservation, RequestsInFlightAreThroughputTimesLatency) {
  const Traffic traffic = queueing_traffic();
  const Observed seen = observe(traffic);
  ASSERT_EQ(seen.passages.size(), traffic.arrival_ns.size());
  const double in_flight = mean_of(seen.in_flight);
  EXPECT_GT(seen.in_flight.size(), 40'000U);
  EXPECT_GT(in_flight, 2 * k) << "there was a queue";
  const double from_arrival =
      throughput_times(seen, traffic, [](const Passage& p) { return p.end_ns - p.due_ns; });
  EXPECT_NEAR(in_flight / from_arrival, 1, 0.01);
  // Latency from the start of the request leaves the queue out, and the observer sees that.
  const double from_start =
      throughput_times(seen, traffic, [](const Passage& p) { return p.end_ns - p.start_ns; });
  EXPECT_GT(in_flight / from_start, 1.5);
}

/// Counts what it waits: the CPU time of a worker that spins is that and its requests'.
struct MeteredClock : SimulatedClock {
  std::int64_t wait_until(std::int64_t due_ns) {
    const std::int64_t from_ns = now_ns();
    const std::int64_t to_ns = SimulatedClock::wait_until(due_ns);
    waited_ns += to_ns - from_ns;
    return to_ns;
  }
  std::int64_t waited_ns = 0;
};

TEST(Conservation, AWorkersTimeIsItsRequestsAndItsWaiting) {
  const Traffic traffic = queueing_traffic();
  SimulatedTime time(k);
  ArrivalCursor cursor;
  std::atomic<bool> given_up{false};
  std::array<std::uint64_t, k> busy_ns{};
  simulate(time, k, [&](std::size_t w) {
    MeteredClock clock{{time, w}};
    WorkerRecord record(1);
    const std::int64_t ended_ns = run_open_loop(
        OpenLoop{traffic.arrival_ns}, clock, cursor, given_up,
        [&](std::size_t i) {
          clock.pass(traffic.service_ns[i]);
          return Served{{i, i, 0, 0}, {}, CF_OK};
        },
        [&](const Passage& passage, const Served& served) {
          record.record(passage, served, GoldenAnswers());
        });
    busy_ns.at(w) = record.busy_ns;
    EXPECT_GT(clock.waited_ns, 0);
    EXPECT_EQ(ended_ns, static_cast<std::int64_t>(record.busy_ns) + clock.waited_ns);
  });
  EXPECT_EQ(busy_ns[0] + busy_ns[1],
            std::accumulate(traffic.service_ns.begin(), traffic.service_ns.end(), std::uint64_t{0}));
}

}  // namespace
}  // namespace crossfade::collector
