// What recording latency costs a request of 5 us: throughput of the load engine's request path with and
// without it, in slices that take turns within one run so that all see the same machine. Every answer is
// compared with its golden one in both, of 65,536 of them, as a run does; what that costs too is in the ratio
// to an engine that keeps and judges nothing. Prints the ratios of slices side by side as median with its 95
// % interval by order statistics, and whether the target is met (at least 0.99, by the whole interval); then
// the nanoseconds of one histogram record, by Google Benchmark.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "analysis/statistics/quantile_ranks.h"
#include "collector/measure/clock.h"
#include "collector/measure/crew.h"
#include "collector/measure/golden_answers.h"
#include "collector/measure/open_loop.h"
#include "collector/measure/prepared_workload.h"
#include "collector/measure/request_trace.h"
#include "collector/measure/waiting_clock.h"
#include "collector/measure/worker_record.h"
#include "tests/measure/toy_workload.h"
#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

constexpr std::size_t requests_per_slice = 4000;  // 20 ms
constexpr int pairs = 401;
constexpr double least_throughput = 0.99;  ///< with ÷ without recording
std::uint64_t chain_length = 0;

/// A chain of dependent multiplications: the same work every time.
std::uint64_t work(std::uint64_t value) {
  for (std::uint64_t i = 0; i < chain_length; ++i) {
    value = value * 0x9e3779b97f4a7c15U + 1;
    asm volatile("" : "+r"(value));
  }
  return value;
}

constexpr std::uint32_t pool = 1U << 16;

int request(void*, const cf_request* asked, cf_answer* answer) {
  answer->digest = work(asked->index % pool);
  return CF_OK;
}

template <class T>
T or_fail(results::Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s", results::to_text(result.error(), "latency_recording_benchmark").c_str());
  std::exit(1);
}

/// Of all requests of the pool, by the pass that a run makes before it measures.
GoldenAnswers golden_answers() {
  cf_workload table = toy_workload();
  cf_class one = table.classes[0];
  one.share = 1, one.pool = pool;
  table.classes = &one, table.n_classes = 1;
  table.request = &request;
  toy_behaviour().verify = [](const cf_request&, const cf_answer&) { return static_cast<int>(CF_OK); };
  Prepare order;
  order.preset = "default";
  order.worker_cpus = {0};
  const auto workload = or_fail(PreparedWorkload::prepare(table, order));
  const auto crew = or_fail(Crew::create(*workload, order.worker_cpus, nullptr, "/proc"));
  return or_fail(GoldenAnswers::make(*crew));
}

void make_requests_of_5_us() {
  chain_length = 1 << 20;
  std::vector<std::int64_t> times;
  for (int i = 0; i < 20; ++i) {
    const std::int64_t start = monotonic_ns();
    benchmark::DoNotOptimize(work(1));
    times.push_back(monotonic_ns() - start);
  }
  const auto fastest = static_cast<double>(*std::min_element(times.begin(), times.end()));
  chain_length = static_cast<std::uint64_t>(5000.0 * static_cast<double>(chain_length) / fastest);
}

/// The request path, all requests due at once so that it never waits. Returns requests per second.
class Slice {
 public:
  Slice() : arrivals_(requests_per_slice, 0), trace_(requests_per_slice), record_(1) {
    table_.request = &request;
  }
  double with_recording() {
    return per_second([&](const Passage& passage, const Served& served) {
      record_.record(passage, served, golden_);
      trace_.record(passage);
    });
  }
  /// Answers are judged, and nothing is kept of their times.
  double judging_only() {
    return per_second([&](const Passage& passage, const Served& served) {
      benchmark::DoNotOptimize(passage);
      record_.errors += !golden_.is_right(served);
    });
  }
  /// The engine alone: claim and clock, nothing kept.
  double engine_only() {
    return per_second([](const Passage&, const Served& served) { benchmark::DoNotOptimize(served.answer); });
  }
  double bare_loop() {
    const std::int64_t start = monotonic_ns();
    for (std::size_t i = 0; i < requests_per_slice; ++i) benchmark::DoNotOptimize(make_(i));
    return rate(monotonic_ns() - start);
  }

 private:
  static double rate(std::int64_t elapsed_ns) {
    return static_cast<double>(requests_per_slice) * 1e9 / static_cast<double>(elapsed_ns);
  }
  template <class Record>
  double per_second(Record&& record) {
    ArrivalCursor cursor;
    std::atomic<bool> given_up{false};
    WaitingClock clock(results::WaitMode::hybrid, 50'000);
    const std::int64_t start = monotonic_ns();
    const OpenLoop loop{.arrival_ns = arrivals_, .start_ns = start};
    run_open_loop(
        loop, clock, cursor, given_up, [&](std::size_t i) { return make_(i); }, record);
    return rate(monotonic_ns() - start);
  }

  std::vector<std::int64_t> arrivals_;
  RequestTrace trace_;
  WorkerRecord record_;
  cf_workload table_{};
  GoldenAnswers golden_ = golden_answers();
  std::vector<double> shares_{1.0};
  RequestMix mix_{shares_, 1};
  RequestMaker make_{table_, nullptr, mix_, 0};
};

void print_ratio(const char* name, std::vector<double> ratios, double least) {
  std::sort(ratios.begin(), ratios.end());
  const auto at = [&](double p) {
    return ratios[static_cast<std::size_t>(std::lround(p * static_cast<double>(ratios.size() - 1)))];
  };
  const auto ranks = statistics::quantile_ranks(0.5, ratios.size(), 1);
  const double low = at(ranks->low), high = at(ranks->high);
  std::printf("%-40s %.4f [%.4f, %.4f], n = %zu pairs", name, at(0.5), low, high, ratios.size());
  if (least > 0) {
    std::printf("; target >= %.2f: %s", least,
                low >= least   ? "met"
                : high < least ? "MISSED"
                               : "not resolved");
  }
  std::printf("\n");
}

void print_overhead() {
  make_requests_of_5_us();
  Slice slice;
  slice.with_recording();
  std::vector<double> to_judging, to_engine, to_bare, bare_rates;
  workloads::Random random(1);
  for (int i = 0; i < pairs; ++i) {
    // The order changes from one to the next: a slow drift favours nobody.
    std::array<std::size_t, 4> order{0, 1, 2, 3};
    for (std::size_t last = order.size() - 1; last > 0; --last)
      std::swap(order[last], order[random.next() % (last + 1)]);
    std::array<double, 4> rates{};
    for (const std::size_t which : order) {
      rates[which] = which == 0   ? slice.with_recording()
                     : which == 1 ? slice.judging_only()
                     : which == 2 ? slice.engine_only()
                                  : slice.bare_loop();
    }
    to_judging.push_back(rates[0] / rates[1]);
    to_engine.push_back(rates[0] / rates[2]);
    to_bare.push_back(rates[0] / rates[3]);
    bare_rates.push_back(rates[3]);
  }
  std::sort(bare_rates.begin(), bare_rates.end());
  std::printf("request without anything: %.0f ns (median)\n", 1e9 / bare_rates[bare_rates.size() / 2]);
  std::printf("throughput ratio: median [95 %% interval]\n");
  print_ratio("answers judged, recording / without", to_judging, least_throughput);
  print_ratio("both / engine without either", to_engine, 0);
  print_ratio("both / bare loop", to_bare, 0);
}

void BM_HistogramRecord(benchmark::State& state) {
  workloads::Random random(2);
  std::vector<std::int64_t> values(4096);
  for (auto& value : values) value = static_cast<std::int64_t>(5000 + 20'000 * random.exponential());
  results::Histogram histogram;
  std::size_t i = 0;
  for (auto _ : state) histogram.record(values[i++ & 4095U]);
  benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK(BM_HistogramRecord);

}  // namespace
}  // namespace crossfade::collector

int main(int count, char** arguments) {
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 64;
  crossfade::collector::print_overhead();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
