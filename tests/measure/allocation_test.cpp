// No allocation on the request path: a program of its own, because it replaces operator new to count.
#include <gtest/gtest.h>
#include <linux/perf_event.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <new>

#include "collector/counters/counter_sampler.h"
#include "collector/counters/event_catalogue.h"
#include "collector/measure/arrivals.h"
#include "collector/measure/between_requests.h"
#include "collector/measure/closed_loop.h"
#include "collector/measure/open_loop.h"
#include "collector/measure/priority_loop.h"
#include "collector/measure/request_trace.h"
#include "collector/measure/spike_tally.h"
#include "collector/measure/waiting_clock.h"
#include "collector/measure/worker_record.h"

namespace {
std::atomic<std::uint64_t> allocations{0};
}

// Not inlined: where only one of a pair is, the compiler takes malloc and free for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t alignment) {
  ++allocations;
  const auto size = static_cast<std::size_t>(alignment);
  if (void* memory = std::aligned_alloc(size, (bytes + size - 1) / size * size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace crossfade::collector {
namespace {

int answer(void*, const cf_request* request, cf_answer* answer) {
  answer->digest = request->index;
  return CF_OK;
}

/// A kernel that has the software events alone: every read finds 5 more of each. Allocates nothing.
class CountingPerf final : public PerfApi {
 public:
  int open(perf_event_attr& attributes, int /*cpu*/, int /*group_fd*/) override {
    return attributes.type == PERF_TYPE_SOFTWARE ? members_++ : -ENOENT;
  }
  long read(int /*fd*/, void* buffer, std::size_t bytes) override {
    auto* const words = static_cast<std::uint64_t*>(buffer);
    value_ += 5;
    words[0] = static_cast<std::uint64_t>(members_), words[1] = words[2] = value_;
    for (int i = 0; i < members_; ++i)
      words[3 + 2 * i] = value_, words[4 + 2 * i] = static_cast<std::uint64_t>(i);
    return static_cast<long>(std::min(bytes, (3 + 2 * static_cast<std::size_t>(members_)) * sizeof *words));
  }
  int control(int fd, unsigned long request, void* argument) override {
    if (request == PERF_EVENT_IOC_ID) *static_cast<std::uint64_t*>(argument) = static_cast<std::uint64_t>(fd);
    return 0;
  }
  void close(int /*fd*/) override {}

 private:
  int members_ = 0;
  std::uint64_t value_ = 0;
};

/// Every look at it is 100 ns later.
struct TickingClock {
  std::int64_t time_ns = 0;
  std::int64_t now_ns() { return time_ns += 100; }
  std::int64_t wait_until(std::int64_t due_ns) { return time_ns = std::max(time_ns, due_ns); }
};

struct RequestPath {
  cf_workload table{};
  std::vector<double> shares{0.5, 0.5};
  RequestMix mix{shares, 1};
  GoldenAnswers golden;
  WorkerRecord record{2};
  RequestMaker make{(table.request = &answer, table), nullptr, mix, 0};
  WaitingClock clock;
  explicit RequestPath(results::WaitMode mode = results::WaitMode::hybrid) : clock(mode, 20'000) {}
};

TEST(Allocation, TheCounterCounts) {
  const std::uint64_t before = allocations;
  ::operator delete(::operator new(8));  // the expressions may be optimised away, the calls not
  EXPECT_EQ(allocations, before + 1);
  ::operator delete(::operator new(64, std::align_val_t{64}), std::align_val_t{64});
  EXPECT_EQ(allocations, before + 2);
}

TEST(Allocation, AnOpenLoopMakesNoneHoweverItWaits) {
  using results::WaitMode;
  for (const WaitMode mode : {WaitMode::hybrid, WaitMode::spin, WaitMode::sleep}) {
    RequestPath path(mode);
    const auto arrivals = *make_arrivals(results::Arrival::poisson, 50'000, 20'000'000, 7);
    RequestTrace trace(arrivals.size() / 2);  // the rest is beyond it
    ArrivalCursor cursor;
    std::atomic<bool> overloaded{false};
    const OpenLoop loop{.arrival_ns = arrivals, .start_ns = monotonic_ns() + 1'000'000};
    const std::uint64_t before = allocations;
    run_open_loop(
        loop, path.clock, cursor, overloaded, [&](std::size_t i) { return path.make(i); },
        [&](const Passage& passage, const Served& served) {
          path.record.record(passage, served, path.golden);
          trace.record(passage);
        });
    EXPECT_EQ(allocations, before);
    EXPECT_EQ(path.record.completed, arrivals.size());
    EXPECT_GT(path.record.completed, 500U);
  }
}

TEST(Allocation, ARequestThatFailedMakesNone) {
  RequestPath path;
  const Served failed{{0, 0, 1, 0}, {}, CF_FAILED};
  const Passage passage{.request = 0, .due_ns = 10, .start_ns = 20, .end_ns = 30, .waited_for = true};
  const std::uint64_t before = allocations;
  path.record.record(passage, failed, path.golden);
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(path.record.errors, 1U);
}

TEST(Allocation, APriorityLoopMakesNone) {
  RequestPath path;
  const std::vector<cf_class> classes{{"a", 0.5, 1'000'000, 0, 1, 8, 0, 0, 0, 0, 0},
                                      {"b", 0.5, 1'000'000, 1, 1, 8, 0, 0, 0, 0, 0}};
  const SpikeShape shape{
      .factor = 2, .begin_ns = 0, .end_ns = 10'000'000, .duration_ns = 20'000'000, .window_ns = 5'000'000};
  const auto arrivals = *make_arrivals(results::Arrival::poisson, 50'000, shape.duration_ns, 7);
  const std::vector<std::uint16_t> kinds(arrivals.size(), 1);
  const std::vector<Lane> lanes{{}, {arrivals, kinds}};
  // What is older than 10 us is shed: some is, some is not.
  const std::vector<ClassLimits> limits{{}, {.shed_beyond_ns = 10'000, .cheap_beyond_ns = 5'000}};
  std::vector<LaneCursor> cursors(2);
  std::atomic<bool> given_up{false};
  SpikeTally tally(shape, classes);
  const PriorityLoop loop{.lanes = lanes, .limits = limits, .start_ns = monotonic_ns() + 1'000'000};
  tally.start_at(loop.start_ns);
  const std::uint64_t before = allocations;
  run_priority_loop(
      loop, path.clock, std::span(cursors), given_up,
      [&](const Dispatch& d) { return serve_request(path.table, nullptr, d.class_id, d.passage.request); },
      [&](const Dispatch& d, const Served& served) { tally.record(d, served, path.golden, path.record); },
      [&](const Dispatch& d) { tally.shed(d); });
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(path.record.completed + tally.shed_in_all(), arrivals.size());
  EXPECT_GT(path.record.completed, 0U);
}

TEST(Allocation, SamplingCountersMakesNone) {
  RequestPath path;
  CountingPerf perf;
  ThreadCounters counters(perf, "/proc", generic_events());
  CounterSampler sampler(counters, 1'000, 50);
  TickingClock clock;
  counters.start();
  sampler.start(1'000);
  const std::uint64_t before = allocations;
  run_closed_loop(
      ClosedLoop{1'000, 101'000}, clock, [&](std::uint64_t j) { return path.make(j); },
      [&](std::int64_t from, std::int64_t to, const Served& served) {
        path.record.record(from, to, served, path.golden);
      },
      SampleBetween<TickingClock>{sampler, clock});
  EXPECT_EQ(allocations, before);
  counters.stop();
  const WorkerSamples samples = sampler.finish(clock.now_ns(), counters.readings());
  EXPECT_EQ(samples.time_ns.size(), 50U);
  EXPECT_EQ(samples.dropped, 99U - 49U) << "the one at the stop of the loop is that of the worker";
}

TEST(Allocation, LookingAtTheClockBetweenRequestsMakesNone) {
  RequestPath path;
  CountingPerf perf;
  ThreadCounters counters(perf, "/proc", generic_events());
  const std::int64_t start = monotonic_ns(), stop = start + 3 * load_clock_period_ns;
  CounterSampler sampler(counters, load_clock_period_ns, 8);
  LoadClock load_clock(3 * load_clock_period_ns);
  counters.start();
  sampler.start(start);
  load_clock.start(start);
  const std::uint64_t before = allocations;
  run_closed_loop(
      ClosedLoop{start, stop}, path.clock, [&](std::uint64_t j) { return path.make(j); },
      [&](std::int64_t from, std::int64_t to, const Served& served) {
        path.record.record(from, to, served, path.golden);
      },
      SampleAndLookBetween<WaitingClock>{{sampler, path.clock}, load_clock});
  EXPECT_EQ(allocations, before);
  EXPECT_GT(load_clock.spent_ns(), 0U);
  counters.stop();
}

TEST(Allocation, AClosedLoopMakesNone) {
  RequestPath path;
  const std::int64_t start = monotonic_ns();
  const std::uint64_t before = allocations;
  run_closed_loop(
      ClosedLoop{start, start + 2'000'000}, path.clock, [&](std::uint64_t j) { return path.make(j); },
      [&](std::int64_t from, std::int64_t to, const Served& served) {
        path.record.record(from, to, served, path.golden);
      });
  EXPECT_EQ(allocations, before);
  EXPECT_GT(path.record.completed, 0U);
}

}  // namespace
}  // namespace crossfade::collector
