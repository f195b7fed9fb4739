// A standstill of 100 ms and what the record says of it: inside a request it is one long service time and the
// latency of every request that it delayed; beside an idle worker it is a late start and no service time at
// all. A generator that waits for the answer before it sends the next request shows one slow request instead
// (coordinated omission: Tene, How NOT to measure latency, 2013): the same comparison has to catch it.
#include <gtest/gtest.h>

#include "collector/measure/request_trace.h"
#include "collector/measure/worker_record.h"
#include "tests/measure/simulated_engine.h"

namespace crossfade::collector {
namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t gap_ns = ms, service_ns = ms / 5, standstill_ns = 100 * ms;
constexpr std::size_t requests = 1000, stalled = 50;
/// Each request takes up 0.2 ms of the 1 ms that the next one brings, so the delay shrinks by 0.8 ms a
/// request: 124 wait, and the last of them for 0.8 ms.
constexpr double delayed = 124;
/// Between an undisturbed request (0.2 ms) and the least delayed one (1 ms).
constexpr double long_ns = 0.5 * ms;

/// A second of requests every millisecond on one worker.
Traffic steady_traffic() {
  Traffic traffic{std::vector<std::int64_t>(requests), std::vector<std::uint32_t>(requests, service_ns)};
  for (std::size_t i = 0; i < requests; ++i) traffic.arrival_ns[i] = gap_ns * static_cast<std::int64_t>(i);
  return traffic;
}

Traffic traffic_with_standstill() {
  Traffic traffic = steady_traffic();
  traffic.service_ns[stalled] += static_cast<std::uint32_t>(standstill_ns);
  return traffic;
}

/// Sleeps over the arrival of the stalled request.
struct SleepyClock : SimulatedClock {
  std::int64_t wait_until(std::int64_t due_ns) const {
    const bool sleeps = due_ns == gap_ns * static_cast<std::int64_t>(stalled);
    return SimulatedClock::wait_until(due_ns + (sleeps ? standstill_ns : 0));
  }
};

/// What a stage keeps of its requests.
struct Account {
  WorkerRecord record{1};
  RequestTrace trace{requests};
  std::int64_t end_ns = 0;

  void take(const Passage& passage) {
    record.record(passage, Served{{passage.request, passage.request, 0, 0}, {}, CF_OK}, GoldenAnswers());
    trace.record(passage);
  }
};

template <class Clock = SimulatedClock>
Account run_engine(const Traffic& traffic) {
  Account account;
  SimulatedTime time(1);
  ArrivalCursor cursor;
  std::atomic<bool> given_up{false};
  simulate(time, 1, [&](std::size_t w) {
    Clock clock{SimulatedClock{time, w}};
    account.end_ns = run_open_loop(
        OpenLoop{traffic.arrival_ns}, clock, cursor, given_up,
        [&](std::size_t i) {
          clock.pass(traffic.service_ns[i]);
          return 0;
        },
        [&](const Passage& passage, int) { account.take(passage); });
  });
  return account;
}

/// The generator that omits: one request at a time, each sent at its time or, if the answer before it was
/// late, at once; latency counted from the sending.
Account run_omitting_generator(const Traffic& traffic) {
  Account account;
  std::int64_t now = 0;
  for (std::size_t i = 0; i < requests; ++i) {
    const std::int64_t sent = std::max(now, traffic.arrival_ns[i]);
    now = sent + traffic.service_ns[i];
    account.take({i, sent, sent, now, true});
  }
  account.end_ns = now;
  return account;
}

/// The other one: it moves the whole schedule back by the delay, so that no later request is late.
Account run_shifting_generator(const Traffic& traffic) {
  Account account;
  std::int64_t now = 0, shift = 0;
  for (std::size_t i = 0; i < requests; ++i) {
    const std::int64_t due = traffic.arrival_ns[i] + shift;
    shift += std::max<std::int64_t>(0, now - due);
    const std::int64_t sent = std::max(now, due);
    now = sent + traffic.service_ns[i];
    account.take({i, sent, sent, now, true});
  }
  account.end_ns = now;
  return account;
}

/// Latencies beyond those of an undisturbed request.
double long_latencies(const Account& account) {
  return account.record.latency[0].count_above(long_ns);
}

TEST(Standstill, InARequestShowsInEveryLatencyThatItDelayedAndInOneServiceTime) {
  const Traffic traffic = traffic_with_standstill();
  const Account account = run_engine(traffic);
  EXPECT_EQ(account.record.completed, requests);
  EXPECT_EQ(long_latencies(account), 1 + delayed);
  EXPECT_EQ(account.record.wait[0].count_above(long_ns), delayed);
  EXPECT_EQ(account.record.service[0].count_above(long_ns), 1);
  EXPECT_EQ(account.record.service[0].max_ns(), static_cast<std::uint64_t>(service_ns + standstill_ns));
  EXPECT_EQ(account.record.start_error.max_ns(), 0U) << "no idle worker was late";
  // 0.8 + 1.6 + ... + 99.2 ms: what the queue makes of one long request.
  EXPECT_EQ(account.record.wait[0].sum_ns(), static_cast<std::uint64_t>(ms * 4 / 5) * 124 * 125 / 2);
  EXPECT_EQ(account.trace.unexplained_wait(traffic.arrival_ns, 1).mean_ns, 0) << "the queue explains it all";
}

TEST(Standstill, BesideAnIdleWorkerIsALateStartAndNoServiceTime) {
  const Traffic traffic = steady_traffic();
  const Account account = run_engine<SleepyClock>(traffic);
  EXPECT_EQ(account.record.completed, requests);
  EXPECT_EQ(account.record.service[0].max_ns(), static_cast<std::uint64_t>(service_ns));
  EXPECT_EQ(account.record.start_error.count_above(long_ns), 1) << "of the one request that was waited for";
  EXPECT_EQ(account.record.start_error.max_ns(), static_cast<std::uint64_t>(standstill_ns));
  EXPECT_EQ(long_latencies(account), 1 + delayed) << "those behind it are late all the same";
  const auto unexplained = account.trace.unexplained_wait(traffic.arrival_ns, 1);
  const double waited_ns = static_cast<double>(account.record.wait[0].sum_ns());
  EXPECT_EQ(unexplained.mean_ns, waited_ns / requests) << "service times explain none of it";
}

TEST(Standstill, AGeneratorThatOmitsIsCaught) {
  const Traffic traffic = traffic_with_standstill();
  for (const Account& account : {run_omitting_generator(traffic), run_shifting_generator(traffic)}) {
    EXPECT_EQ(account.record.completed, requests);
    EXPECT_NE(long_latencies(account), 1 + delayed);
    EXPECT_EQ(long_latencies(account), 1) << "one slow request is all it saw";
    EXPECT_LT(account.record.latency[0].quantile_ns(0.99), long_ns)
        << "and its p99 is as if nothing had been";
  }
  EXPECT_GT(run_engine(traffic).record.latency[0].quantile_ns(0.99), 90 * ms);
}

TEST(Standstill, OfOneOfTwoWorkersDelaysWhatTheOtherCannotTake) {
  Traffic traffic = traffic_with_standstill();
  for (auto& service : traffic.service_ns) service += static_cast<std::uint32_t>(ms * 13 / 10);  // 1.5 ms
  const Waits waits = engine_waits(traffic, 2);
  EXPECT_EQ(waits, expected_waits(traffic, 2));
  EXPECT_EQ(std::count_if(waits.begin(), waits.begin() + stalled + 1, [](auto wait) { return wait > 0; }), 0);
  // While one stands still, the other serves two in 3 ms: each third request of 100 ms is left to wait.
  EXPECT_GT(*std::max_element(waits.begin(), waits.end()), 30 * ms);
}

}  // namespace
}  // namespace crossfade::collector
