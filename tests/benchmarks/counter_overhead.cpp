// What do counters and the recording of latencies cost a request? The throughput with both and with neither,
// in turn on one thread (A B B A), paired, as the median of the pairs' ratios with its 95 % interval by order
// statistics: on a machine that others use too the mean of a few long pairs says nothing, the median of many
// short ones does, because what counting costs is in each of them. For requests of 5 and 50 us, back
// to back and each woken by another thread, because a thread's counters are switched with it. With them: a
// clock read and two histograms a request, as the engine's closed loop has it, and all counters; with
// neither: the requests alone. Then the woken request of 5 us for each way of counting, nothing recorded: the
// kernel's own events, these and all others of the thread, these and all others of its CPU (run --count cpu),
// and the CPU's alone. Then what it costs that a worker samples its own counters: the time that it spends on
// it as a share of one CPU, at 10 and 100 Hz, and the throughput of a closed loop of 5 us with sampling at 10
// Hz and without. Then one read of a group by the number of its events, the CPU's own where this machine
// shows any. Each figure that has a target says whether it is met: by the whole interval, or not resolved.
// What this machine does not show is not counted, and it says so. The worker is pinned, and its waker runs on
// other CPUs where there are any. Usage: counter_overhead [pairs, default 400] [ms, default 5]
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/paired.h"
#include "analysis/statistics/quantile_ranks.h"
#include "collector/counters/counter_room.h"
#include "collector/counters/counter_sampler.h"
#include "collector/counters/event_catalogue.h"
#include "collector/counters/msr_events.h"
#include "collector/counters/self_test.h"
#include "collector/counters/thread_counters.h"
#include "collector/measure/closed_loop.h"
#include "results/histogram.h"
#include "tests/benchmarks/group_read.h"

namespace {

using namespace crossfade;
using namespace crossfade::collector;

double now_ns() {
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

[[noreturn]] void give_up(const char* why) {
  fmt::print(stderr, "counter_overhead: {}\n", why);
  std::exit(1);
}

/// Iterations of the known loop that take so long here.
std::uint64_t iterations_of(double request_ns) {
  double fastest_ns = 1e18;
  constexpr std::uint64_t many = 1'000'000;
  for (int i = 0; i < 20; ++i) {
    const double begin = now_ns();
    run_known_loop(many);
    fastest_ns = std::min(fastest_ns, now_ns() - begin);
  }
  return static_cast<std::uint64_t>(request_ns / fastest_ns * static_cast<double>(many));
}

/// Where the worker stays, and where its waker may run.
struct Places {
  int worker = calling_thread;  ///< CPU; calling_thread = it may not be pinned
  cpu_set_t others{};
};

Places pin_the_worker() {
  Places places;
  if (::sched_getaffinity(0, sizeof places.others, &places.others) != 0) return places;
  const int cpu = ::sched_getcpu();
  cpu_set_t only;
  CPU_ZERO(&only);
  CPU_SET(cpu, &only);
  if (cpu < 0 || ::sched_setaffinity(0, sizeof only, &only) != 0) return places;
  places.worker = cpu;
  if (CPU_COUNT(&places.others) > 1) CPU_CLR(cpu, &places.others);
  return places;
}

/// Another thread that sends a byte and waits for the answer: a worker that is woken for every request.
class Waker {
 public:
  Waker(std::uint32_t requests, const Places& places) {
    if (::pipe(there_) != 0 || ::pipe(back_) != 0) give_up("no pipe");
    thread_ = std::thread([this, requests, others = places.others] {
      (void)::sched_setaffinity(0, sizeof others, &others);
      char byte = 0;
      for (std::uint32_t i = 0; i < requests; ++i) {
        if (::write(there_[1], &byte, 1) != 1 || ::read(back_[0], &byte, 1) != 1) give_up("broken pipe");
      }
    });
  }
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;
  ~Waker() {
    thread_.join();
    for (const int fd : {there_[0], there_[1], back_[0], back_[1]}) ::close(fd);
  }
  void wait() { expect(::read(there_[0], &byte_, 1)); }
  void answer() { expect(::write(back_[1], &byte_, 1)); }

 private:
  static void expect(ssize_t moved) {
    if (moved != 1) give_up("broken pipe");
  }
  int there_[2] = {-1, -1}, back_[2] = {-1, -1};
  char byte_ = 0;
  std::thread thread_;
};

enum class WhatCounts { nothing, software, threads, cpus, cpus_alone };

/// All that this machine may count beside the software events.
std::vector<CounterEvent> all_events() {
  std::vector<CounterEvent> events = generic_events();
  const ThreadCounters counters(kernel_perf_api(), "/proc", events);
  // As a run does: these are not opened where the CPU's own PMU counts cycles.
  if (counters.counters()[software_events().size()].absent_because.empty()) return events;
  const MsrEvents msr = read_msr_events("/");
  events.insert(events.end(), msr.events.begin(), msr.events.end());
  return events;
}

/// What is counted in one stage.
class Counters {
 public:
  Counters(WhatCounts what, const std::vector<CounterEvent>& events, int cpu) {
    PerfApi& perf = kernel_perf_api();
    if (what == WhatCounts::cpus_alone) {
      const auto msr = std::find_if(events.begin(), events.end(), [](const CounterEvent& event) {
        return event.tier == results::CounterTier::msr;
      });
      for (const std::vector<CounterEvent>& part :
           {std::vector<CounterEvent>(events.begin(), msr), std::vector<CounterEvent>(msr, events.end())}) {
        if (part.empty()) continue;
        groups_.push_back(std::make_unique<EventGroup>(perf, part, Scheduled::in_turns, cpu));
        readings_.emplace_back(part.size());
      }
    } else if (what != WhatCounts::nothing) {
      thread_.emplace(perf, "/proc", what == WhatCounts::software ? std::vector<CounterEvent>{} : events,
                      what == WhatCounts::cpus ? cpu : calling_thread);
    }
  }
  void start() {
    for (const auto& group : groups_) group->start();
    if (thread_) thread_->start();
  }
  void stop() {
    if (thread_) thread_->stop();
    for (std::size_t i = 0; i < groups_.size(); ++i) groups_[i]->stop(readings_[i]);
  }

 private:
  std::optional<ThreadCounters> thread_;
  std::vector<std::unique_ptr<EventGroup>> groups_;
  std::vector<std::vector<EventReading>> readings_;
};

/// Of the issue that asked for counters: what they may cost.
constexpr double least_throughput_5_us = 0.99, least_throughput_50_us = 0.998;
constexpr double most_read_ns = 1200, read_events = 8, most_sampling_share = 0.001;

std::string_view met(bool is_met) {
  return is_met ? "met" : "MISSED";
}

struct Trial {
  std::uint64_t iterations = 0;
  std::uint32_t requests = 0;
  bool woken = false;
  bool recorded = false;        ///< what counts also records latencies
  double least_throughput = 0;  ///< with ÷ without; 0 = there is no target
};

struct LoopClock {
  std::int64_t now_ns() const {
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1'000'000'000 + t.tv_nsec;
  }
  std::int64_t wait_until(std::int64_t /*due_ns*/) const { return now_ns(); }
};

/// What a worker keeps of a request.
class Latencies {
 public:
  explicit Latencies(std::int64_t start_ns) : start_ns_(start_ns) {}
  void ended() {
    const std::int64_t now_ns = clock_.now_ns();
    service_.record(now_ns - start_ns_);
    latency_.record(now_ns - start_ns_);
    start_ns_ = now_ns;
  }

 private:
  LoopClock clock_;
  std::int64_t start_ns_;
  results::Histogram service_, latency_;
};

/// Of the logarithms of times in ns.
double per_second(const std::vector<double>& log_ns) {
  return 1e9 / std::exp(statistics::median(log_ns));
}

/// Of sorted values at cumulative probability p.
double at(const std::vector<double>& sorted, double p) {
  return sorted[static_cast<std::size_t>(std::lround(p * static_cast<double>(sorted.size() - 1)))];
}

/// Of the logarithms of the times of a request, in pairs; `least` 0 = without a target.
void print_throughput(const std::string& name, const std::vector<double>& with,
                      const std::vector<double>& without, double least) {
  std::vector<double> gains;  // a longer time is less throughput
  for (std::size_t i = 0; i < with.size(); ++i) gains.push_back(without[i] - with[i]);
  std::sort(gains.begin(), gains.end());
  const auto ranks = statistics::quantile_ranks(0.5, gains.size(), 1);
  if (!ranks) give_up("fewer than eight pairs");
  const double low = std::exp(at(gains, ranks->low)), high = std::exp(at(gains, ranks->high));
  std::string target;
  if (least > 0)
    target = fmt::format("; target >= {:.3f}: {}", least,
                         low < least && high >= least ? "not resolved" : met(low >= least));
  fmt::print(
      "  {:34} throughput with / without {:.4f} [{:.4f}, {:.4f}], {:.0f} / {:.0f} requests a second{}\n",
      name, std::exp(at(gains, 0.5)), low, high, per_second(with), per_second(without), target);
  std::fflush(stdout);
}

struct Bench {
  Places places;
  std::vector<CounterEvent> events;
  int pairs = 0;

  /// Time of a request. Opening, starting and stopping the counters is none of it: a stage does these before
  /// its first request and after its last.
  double request_ns(const Trial& trial, WhatCounts what) const {
    Counters counters(what, events, places.worker);
    std::optional<Waker> waker;
    if (trial.woken) waker.emplace(trial.requests, places);
    std::optional<Latencies> latencies;
    if (trial.recorded && what != WhatCounts::nothing) latencies.emplace(LoopClock().now_ns());
    counters.start();
    const double begin = now_ns();
    for (std::uint32_t i = 0; i < trial.requests; ++i) {
      if (waker) waker->wait();
      run_known_loop(trial.iterations);
      if (latencies) latencies->ended();
      if (waker) waker->answer();
    }
    const double taken_ns = now_ns() - begin;
    counters.stop();
    return taken_ns / trial.requests;
  }

  void print_ratio(const std::string& name, const Trial& trial, WhatCounts what) const {
    std::vector<double> without, with;
    for (int place = 0; place < 2 * pairs; ++place) {
      const bool is_without = statistics::is_of_a(static_cast<std::size_t>(place));
      (is_without ? without : with)
          .push_back(std::log(request_ns(trial, is_without ? WhatCounts::nothing : what)));
    }
    print_throughput(name, with, without, trial.least_throughput);
  }
};

/// Of a closed loop of requests of so many iterations, with counters; rate_hz 0 = without samples, and
/// without asking for them.
struct SampledLoop {
  double request_ns = 0;   ///< mean
  double sampling_ns = 0;  ///< in all
  double duration_ns = 0;
  std::size_t samples = 0;  ///< the one at the stop included
};

SampledLoop sampled_loop(std::uint64_t iterations, double duration_ns, std::int64_t rate_hz) {
  ThreadCounters counters(kernel_perf_api(), "/proc", all_events());
  const std::int64_t period_ns = rate_hz == 0 ? 1'000'000'000 : 1'000'000'000 / rate_hz;
  CounterSampler sampler(counters, period_ns, static_cast<std::size_t>(duration_ns) / period_ns + 16);
  LoopClock clock;
  SampledLoop seen;
  std::uint64_t requests = 0;
  const auto serve = [&](std::uint64_t) {
    run_known_loop(iterations);
    return 0;
  };
  const auto record = [&](std::int64_t, std::int64_t, int) { ++requests; };
  const auto sample = [&](std::int64_t now_ns) {
    if (!sampler.is_due(now_ns)) return now_ns;
    sampler.take(now_ns);
    const std::int64_t after_ns = clock.now_ns();
    seen.sampling_ns += static_cast<double>(after_ns - now_ns);
    return after_ns;
  };
  counters.start();
  const std::int64_t start_ns = clock.now_ns();
  sampler.start(start_ns);
  const ClosedLoop loop{start_ns, start_ns + static_cast<std::int64_t>(duration_ns)};
  const std::int64_t ended_ns = rate_hz == 0 ? run_closed_loop(loop, clock, serve, record)
                                             : run_closed_loop(loop, clock, serve, record, sample);
  counters.stop();
  seen.samples = sampler.finish(clock.now_ns(), counters.readings()).time_ns.size();
  seen.duration_ns = static_cast<double>(ended_ns - start_ns);
  seen.request_ns = seen.duration_ns / static_cast<double>(requests);
  return seen;
}

void print_sampling(std::uint64_t iterations) {
  constexpr double duration_ns = 2e9;  // twenty samples at 10 Hz
  for (const std::int64_t rate_hz : {10, 100}) {
    const SampledLoop seen = sampled_loop(iterations, duration_ns, rate_hz);
    const double share = seen.sampling_ns / seen.duration_ns;
    fmt::print("sampling at {} Hz: {:.1f} us a sample, {:.4f} % of one CPU ({} samples){}\n", rate_hz,
               seen.sampling_ns * 1e-3 / static_cast<double>(seen.samples - 1), 100 * share, seen.samples - 1,
               rate_hz != 10 ? std::string()
                             : fmt::format("; target <= {:.1f} %: {}", 100 * most_sampling_share,
                                           met(share <= most_sampling_share)));
  }
  std::vector<double> without, with;
  constexpr int pairs = 20;
  for (int place = 0; place < 2 * pairs; ++place) {
    const bool is_without = statistics::is_of_a(static_cast<std::size_t>(place));
    const SampledLoop seen = sampled_loop(iterations, 1e9, is_without ? 0 : 10);
    (is_without ? without : with).push_back(std::log(seen.request_ns));
  }
  print_throughput("5 us, sampled at 10 Hz", with, without, 0);
}

void print_read(std::size_t events, GroupOf group) {
  const char* const whose = group == GroupOf::the_cpu ? "of the CPU" : "of the kernel";
  const auto fastest_ns = read_ns(events, group);
  if (!fastest_ns) {
    fmt::print("read of a group of {} events {}: it cannot be opened or read\n", events, whose);
    return;
  }
  fmt::print("read of a group of {} events {}: {:.0f} ns{}\n", events, whose, *fastest_ns,
             static_cast<double>(events) != read_events
                 ? std::string()
                 : fmt::format("; target <= {:.0f} ns: {}", most_read_ns, met(*fastest_ns <= most_read_ns)));
}

void print_reads() {
  for (const std::size_t events : {1U, 2U, 4U, 8U}) print_read(events, GroupOf::the_kernel);
  const CounterRoom room = find_counter_room(kernel_perf_api(), "/proc");
  if (room.at_once() == 0) {
    fmt::print("no group of the CPU's own events is read: {}\n", room.none_because);
    return;
  }
  for (const std::size_t events : {1U, 2U, 4U, 8U}) {
    if (events <= room.at_once()) print_read(events, GroupOf::the_cpu);
  }
  if (room.at_once() < 8) {
    print_read(room.at_once(), GroupOf::the_cpu);
    fmt::print("of the CPU no eight events count at once, so that target is judged by the kernel's alone\n");
  }
}

void print_what_counts(const std::vector<CounterEvent>& events) {
  const ThreadCounters counters(kernel_perf_api(), "/proc", events);
  std::vector<std::string_view> counting;
  std::string absent_because;
  bool hardware = false;
  for (const results::Counter& counter : counters.counters()) {
    const bool of_the_cpu = counter.tier == results::CounterTier::hardware;
    if (counter.absent_because.empty()) {
      counting.emplace_back(counter.metric);
      hardware = hardware || of_the_cpu;
    } else if (of_the_cpu) {
      absent_because = counter.absent_because;
    }
  }
  fmt::print("counted: {}\n", fmt::join(counting, ", "));
  if (!hardware)
    fmt::print("no hardware counters: {}. With them it may be another figure.\n", absent_because);
}

/// Whether anything of a CPU can be counted; says why not.
bool can_count_cpus(const Bench& bench) {
  if (bench.places.worker == calling_thread) {
    fmt::print("  whole CPUs: not counted, this program may not choose its CPU\n");
    return false;
  }
  const ThreadCounters counters(kernel_perf_api(), "/proc", bench.events, bench.places.worker);
  const auto of_cpu = std::find_if(counters.counters().begin(), counters.counters().end(), [](const auto& c) {
    return c.scope == results::CounterScope::cpu && c.absent_because.empty();
  });
  if (of_cpu != counters.counters().end()) return true;
  fmt::print("  whole CPUs: not counted, {}\n", counters.counters().back().absent_because);
  return false;
}

}  // namespace

int main(int count, char** arguments) {
  const int pairs = count > 1 ? std::atoi(arguments[1]) : 400;
  const double stage_ns = (count > 2 ? std::atof(arguments[2]) : 5) * 1e6;
  if (pairs < 8 || !(stage_ns > 0)) {
    fmt::print(stderr, "usage: counter_overhead [pairs >= 8] [ms > 0]\n");
    return 64;
  }
  const Bench bench{pin_the_worker(), all_events(), pairs};
  print_what_counts(bench.events);
  fmt::print("{} pairs of about {:.0f} ms\n", pairs, stage_ns * 1e-6);
  const auto trial_of = [stage_ns](double wanted_ns, bool woken, bool recorded, double least) {
    constexpr double wake_ns = 50e3;  // about what it takes to wake and be woken
    const double each_ns = wanted_ns + (woken ? wake_ns : 0);
    return Trial{iterations_of(wanted_ns), static_cast<std::uint32_t>(std::max(1.0, stage_ns / each_ns)),
                 woken, recorded, least};
  };
  fmt::print("counters and latency recording:\n");
  for (const auto& [wanted_ns, least] :
       {std::pair{5e3, least_throughput_5_us}, std::pair{50e3, least_throughput_50_us}}) {
    const std::string length = fmt::format("{:.0f} us", wanted_ns * 1e-3);
    bench.print_ratio(length + ", back to back", trial_of(wanted_ns, false, true, least),
                      WhatCounts::threads);
    bench.print_ratio(length + ", woken for each", trial_of(wanted_ns, true, true, least),
                      WhatCounts::threads);
  }
  fmt::print("5 us, woken for each, by what is counted, nothing recorded:\n");
  const Trial woken = trial_of(5e3, true, false, 0);
  bench.print_ratio("nothing, against itself", woken, WhatCounts::nothing);
  bench.print_ratio("software events", woken, WhatCounts::software);
  bench.print_ratio("software and the thread's", woken, WhatCounts::threads);
  if (can_count_cpus(bench)) {
    bench.print_ratio("software and its CPU's", woken, WhatCounts::cpus);
    bench.print_ratio("its CPU's alone", woken, WhatCounts::cpus_alone);
  }
  print_sampling(iterations_of(5e3));
  print_reads();
  return 0;
}
