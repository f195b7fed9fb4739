// Is the load engine exact on a real clock? One worker (and two, where there are as many CPUs) serves Poisson
// arrivals of exponential requests, 200 us on average; its measured waits are compared with the replay of the
// same arrivals and measured service times by Kiefer and Wolfowitz's recursion, in busy cycles that nothing
// disturbed.
//
// A busy cycle begins with a request that finds the system empty and ends before the next such one. Which
// cycles were disturbed may not be told by the waits themselves: that would select the exact ones. Nor does a
// probe that spins on another CPU tell it, because what is lost is lost on this one. So each worker reads,
// whenever it has nothing to do for a while, what the kernel has counted for it: the time it was ready to run
// and did not (schedstat), and, when it spins all the time, the time it was not on the CPU at all, which adds
// what the hypervisor stole where the kernel is told of it. A cycle between two readings that differ by more
// than 10 us is left out. No clock reading of the engine is in that signal.
//
// Beside that: how late a request starts that a worker waited for; requests in flight as counted by an
// observer against throughput times latency (Little, 1961); time inside requests against CPU time; and how
// disturbed the machine was, because a target that is missed on a machine that was not quiet says nothing.
//
// The observer spins on a CPU of its own and counts what fell due and has not ended, every 20 us or so, from
// a counter that the workers keep and not from what they recorded. The mean of its counts over time is
// compared with the integral of the recorded latencies over the same times: the queue is the same path in
// both, so how much it varies is in neither. What lies between two looks more than 100 us apart (others had
// the observer's CPU) is left out of both.
//
// Usage: engine_exactness [seconds a row, default 5] [fifo]
// fifo: real-time workers, on a machine that others use. The kernel stops a real-time thread that spins for
// 50 ms of each second; the signal shows it.
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "analysis/statistics/queue_replay.h"
#include "collector/measure/arrivals.h"
#include "collector/measure/idle_probe.h"
#include "collector/measure/interference.h"
#include "collector/measure/open_loop.h"
#include "collector/measure/waiting_clock.h"
#include "workloads/generators/random.h"

namespace crossfade::collector {
namespace {

using results::WaitMode;

constexpr double mean_service_ns = 200'000;
constexpr std::int64_t room_ns = 150'000;  // an idle time so long has room for reading two files
constexpr std::int64_t most_lost_ns = 10'000;

/// What others took of one worker between two moments at which it had nothing to do.
struct Loss {
  std::int64_t from_ns = 0, to_ns = 0;
  std::int64_t lost_ns = 0;
};

class Schedstat {
 public:
  Schedstat() : fd_(::open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)) {}
  Schedstat(const Schedstat&) = delete;
  Schedstat& operator=(const Schedstat&) = delete;
  ~Schedstat() { ::close(fd_); }
  bool is_there() const { return fd_ >= 0; }
  std::int64_t run_queue_wait_ns() const {
    std::array<char, 96> text{};
    if (::pread(fd_, text.data(), text.size() - 1, 0) <= 0) return 0;
    return std::strtoll(std::strchr(text.data(), ' '), nullptr, 10);
  }

 private:
  int fd_;
};

/// The engine's own clock, watched. Made on the worker's thread.
class WatchedClock {
 public:
  WatchedClock(WaitMode mode, std::int64_t margin_ns)
      : clock_(mode, margin_ns), spins_(mode == WaitMode::spin) {
    losses_.reserve(200'000);
  }
  std::int64_t now_ns() const { return clock_.now_ns(); }
  std::int64_t wait_until(std::int64_t due_ns) {
    if (due_ns - now_ns() > room_ns && losses_.size() < losses_.capacity()) look();
    return clock_.wait_until(due_ns);
  }
  void look() {
    const std::int64_t now = now_ns(), ready_ns = schedstat_.run_queue_wait_ns(), cpu_ns = thread_cpu_ns();
    const std::int64_t off_cpu_ns = spins_ ? (now - at_ns_) - (cpu_ns - cpu_ns_) : 0;
    if (at_ns_ != 0) losses_.push_back({at_ns_, now, std::max(ready_ns - ready_ns_, off_cpu_ns)});
    at_ns_ = now, ready_ns_ = ready_ns, cpu_ns_ = cpu_ns;
  }
  bool can_see() const { return schedstat_.is_there(); }
  const std::vector<Loss>& losses() const { return losses_; }
  std::int64_t waiting_cpu_ns() const { return static_cast<std::int64_t>(clock_.waiting_cpu_ns()); }

 private:
  WaitingClock clock_;
  bool spins_;
  Schedstat schedstat_;
  std::int64_t at_ns_ = 0, ready_ns_ = 0, cpu_ns_ = 0;
  std::vector<Loss> losses_;
};

struct Row {
  WaitMode mode = WaitMode::hybrid;
  std::uint32_t workers = 1;
  double utilisation = 0.5;
};

/// What the observer found.
struct Look {
  std::int64_t at_ns;  ///< from the start
  std::int64_t in_flight;
};

struct Trial {
  std::vector<std::int64_t> due_ns;  ///< from the start
  std::vector<Passage> passages;     ///< by request
  std::vector<Loss> losses;          ///< of all workers, times from the start
  std::int64_t start_ns = 0, end_ns = 0, busy_ns = 0, cpu_ns = 0, waiting_cpu_ns = 0, run_queue_ns = 0,
               steal_ns = 0;
  double gap_share = 0;        ///< of a spinning probe before and after
  std::vector<Look> looks;     ///< of the observer, in order
  std::int64_t margin_ns = 0;  ///< of hybrid waiting, as calibrated
  bool watched = true;
};

std::vector<std::uint32_t> usable_cpus() {
  std::vector<std::uint32_t> cpus;
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return cpus;
  for (std::uint32_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
  }
  return cpus;
}

void make_real_time(int priority) {
  const sched_param wanted{priority};
  if (::pthread_setschedparam(::pthread_self(), SCHED_FIFO, &wanted) == 0) return;
  (void)std::fprintf(stderr, "engine_exactness: SCHED_FIFO is not permitted\n");
  std::exit(1);
}

/// Counts what fell due and has not ended, on `cpu`, without ever giving it away. It asks for the time before
/// and after it reads how many have ended: if one ended between, or the reading took long, it looks again.
void observe(Trial& trial, std::uint32_t cpu, bool fifo, const std::atomic<std::int64_t>& ended,
             const std::atomic<bool>& over) {
  constexpr std::int64_t pause_ns = 20'000, longest_reading_ns = 1'000;
  cpu_set_t own;
  CPU_ZERO(&own);
  CPU_SET(cpu, &own);
  (void)::pthread_setaffinity_np(::pthread_self(), sizeof own, &own);
  if (fifo) make_real_time(2);
  trial.looks.reserve(static_cast<std::size_t>(trial.due_ns.back() / pause_ns) + 1'000);
  auto next_due = trial.due_ns.begin();
  std::int64_t next_ns = 0;
  while (!over && trial.looks.size() < trial.looks.capacity()) {
    const std::int64_t before_ns = monotonic_ns() - trial.start_ns;
    if (before_ns < next_ns) continue;
    const std::int64_t ended_now = ended;
    const std::int64_t after_ns = monotonic_ns() - trial.start_ns;
    if (after_ns > trial.due_ns.back()) return;
    if (after_ns - before_ns > longest_reading_ns || ended != ended_now) continue;
    const std::int64_t at_ns = (before_ns + after_ns) / 2;
    while (next_due != trial.due_ns.end() && *next_due <= at_ns) ++next_due;
    trial.looks.push_back({at_ns, (next_due - trial.due_ns.begin()) - ended_now});
    next_ns = at_ns + pause_ns;
  }
}

/// A probe that could not be read because others had the CPU has lost all of its time.
std::int64_t lost_of_probe_ns() {
  constexpr std::int64_t budget_ns = 50'000'000;
  return static_cast<std::int64_t>(run_idle_probe(budget_ns).gap_ns.value_or(budget_ns));
}

Trial run(const Row& row, double seconds, bool fifo, std::uint64_t seed) {
  Trial trial;
  const auto duration_ns = static_cast<std::uint64_t>(seconds * 1e9);
  trial.due_ns = *make_arrivals(results::Arrival::poisson,
                                row.utilisation * row.workers / mean_service_ns * 1e9, duration_ns, seed);
  std::vector<std::int64_t> service_ns;
  workloads::Random random(seed, 1);
  for (std::size_t i = 0; i < trial.due_ns.size(); ++i)
    service_ns.push_back(static_cast<std::int64_t>(mean_service_ns * random.exponential()));
  trial.passages.resize(trial.due_ns.size());
  std::vector<std::uint32_t> cpus = usable_cpus();
  cpus.resize(row.workers);
  auto pool = WorkerPool::create(cpus);
  if (!pool) std::exit(1);

  ArrivalCursor cursor;
  std::atomic<bool> given_up{false}, over{false};
  std::atomic<std::int64_t> ended{0}, busy{0}, cpu{0}, waiting{0}, run_queue{0}, steal{0}, gaps{0};
  std::vector<std::vector<Loss>> losses(row.workers);
  (*pool)->run(1, [&](std::uint32_t) {
    if (fifo) make_real_time(1);
    trial.margin_ns = calibrate_margin_ns(200'000'000);
  });
  trial.start_ns = monotonic_ns() + 300'000'000;
  std::thread observer([&] {
    const auto all = usable_cpus();
    if (all.size() > row.workers)
      observe(trial, all[row.workers], fifo, ended, over);  // else it would disturb
  });
  (*pool)->run(row.workers, [&](std::uint32_t w) {
    if (fifo) make_real_time(1);
    WatchedClock clock(row.mode, trial.margin_ns);
    trial.watched = clock.can_see();
    gaps += lost_of_probe_ns();
    clock.wait_until(trial.start_ns - 1'000'000);
    const auto steal_before = steal_ns("/proc", cpus[w]), ready_before = run_queue_wait_ns("/proc");
    const std::int64_t cpu_before = thread_cpu_ns(), waiting_before = clock.waiting_cpu_ns();
    clock.look();
    run_open_loop(
        OpenLoop{.arrival_ns = trial.due_ns, .start_ns = trial.start_ns}, clock, cursor, given_up,
        [&](std::size_t i) {
          const std::int64_t until_ns = monotonic_ns() + service_ns[i];
          while (monotonic_ns() < until_ns) {
          }
          return 0;
        },
        [&](const Passage& passage, int) {
          trial.passages[passage.request] = passage;
          busy.fetch_add(passage.end_ns - passage.start_ns, std::memory_order_relaxed);
          ended.fetch_add(1, std::memory_order_relaxed);
        });
    clock.look();
    cpu += thread_cpu_ns() - cpu_before;
    waiting += clock.waiting_cpu_ns() - waiting_before;
    run_queue += static_cast<std::int64_t>(difference(ready_before, run_queue_wait_ns("/proc")).value_or(0));
    steal += static_cast<std::int64_t>(difference(steal_before, steal_ns("/proc", cpus[w])).value_or(0));
    gaps += lost_of_probe_ns();
    losses[w] = clock.losses();
  });
  over = true;
  observer.join();
  for (const auto& of_one : losses) trial.losses.insert(trial.losses.end(), of_one.begin(), of_one.end());
  for (const Passage& passage : trial.passages) trial.end_ns = std::max(trial.end_ns, passage.end_ns);
  trial.busy_ns = busy, trial.cpu_ns = cpu, trial.waiting_cpu_ns = waiting;
  trial.run_queue_ns = run_queue, trial.steal_ns = steal;
  trial.gap_share = static_cast<double>(gaps) / (1e8 * row.workers);
  return trial;
}

/// Measured and replayed waits of the requests in undisturbed cycles, in ns, and how late awaited ones began.
struct Kept {
  std::vector<double> measured, replayed, start_errors, all_start_errors;
};

bool is_disturbed(const Trial& trial, std::int64_t from_ns, std::int64_t to_ns) {
  return std::any_of(trial.losses.begin(), trial.losses.end(), [&](const Loss& loss) {
    return loss.lost_ns > most_lost_ns && loss.from_ns <= to_ns && loss.to_ns >= from_ns;
  });
}

Kept undisturbed(Trial& trial, std::uint32_t workers) {
  Kept kept;
  std::erase_if(trial.losses, [](const Loss& loss) { return loss.lost_ns <= most_lost_ns; });
  const auto& passages = trial.passages;
  for (std::size_t first = 0, last = 0; first < passages.size(); first = last) {
    std::int64_t busy_until_ns = passages[first].end_ns;
    for (last = first + 1; last < passages.size() && passages[last].due_ns < busy_until_ns; ++last)
      busy_until_ns = std::max(busy_until_ns, passages[last].end_ns);
    const bool disturbed = is_disturbed(trial, passages[first].due_ns, busy_until_ns);
    std::vector<std::int64_t> due;
    std::vector<std::uint32_t> service;
    for (std::size_t i = first; i < last; ++i) {
      due.push_back(passages[i].due_ns);
      service.push_back(static_cast<std::uint32_t>(passages[i].end_ns - passages[i].start_ns));
      const auto late_ns = static_cast<double>(passages[i].start_ns - passages[i].due_ns);
      if (passages[i].waited_for) kept.all_start_errors.push_back(late_ns);
      if (disturbed) continue;
      kept.measured.push_back(late_ns);
      if (passages[i].waited_for) kept.start_errors.push_back(late_ns);
    }
    if (disturbed) continue;
    for (const auto wait : statistics::replay_waits(due, service, workers))
      kept.replayed.push_back(static_cast<double>(wait));
  }
  return kept;
}

double quantile(std::vector<double> values, double p) {
  if (values.empty()) return results::missing;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(std::ceil(p * static_cast<double>(values.size()))) - 1];
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Quantiles near to no wait at all are not compared: beside the atom there, a nanosecond is any percentage.
bool print_waits(const Kept& kept, std::size_t requests) {
  const double share = static_cast<double>(kept.measured.size()) / static_cast<double>(requests);
  if (kept.measured.empty()) {
    std::printf("  no cycle was undisturbed\n");
    return false;
  }
  std::printf("  kept %.0f %% of %zu requests; waits measured / replayed - 1:", 100 * share, requests);
  bool within = share >= 0.5;
  const auto compare = [&](const char* name, double measured, double replayed, bool judged) {
    constexpr double least_ns = mean_service_ns / 5;
    if (!(replayed > least_ns)) {
      std::printf("  %s %+.0f ns", name, measured - replayed);
      return;
    }
    within = within && (!judged || std::abs(measured / replayed - 1) <= 0.01);
    std::printf("  %s %+.3f %%", name, 100 * (measured / replayed - 1));
  };
  compare("mean", mean_of(kept.measured), mean_of(kept.replayed), false);
  for (const double p : {0.5, 0.9, 0.99, 0.999})
    compare(("p" + std::to_string(100 * p).substr(0, p < 0.999 ? 2 : 4)).c_str(), quantile(kept.measured, p),
            quantile(kept.replayed, p), true);
  std::printf("\n");
  return within;
}

/// Requests in flight over the times that the observer saw, as it counted them and as the latencies say.
struct InFlight {
  double counted = 0, from_latency = 0;  ///< request-nanoseconds
  double seen_ns = 0;
};

/// Sum of what all requests were in flight up to `to_ns`: of those due by then, until then or their end.
class LatencyIntegral {
 public:
  explicit LatencyIntegral(const Trial& trial) : due_ns_(trial.due_ns) {
    for (const Passage& passage : trial.passages) ends_ns_.push_back(passage.end_ns - trial.start_ns);
    std::sort(ends_ns_.begin(), ends_ns_.end());
  }
  /// Asked in ascending order.
  double up_to(std::int64_t to_ns) {
    for (; due_ < due_ns_.size() && due_ns_[due_] <= to_ns; ++due_)
      sum_due_ += static_cast<double>(due_ns_[due_]);
    for (; end_ < ends_ns_.size() && ends_ns_[end_] <= to_ns; ++end_)
      sum_end_ += static_cast<double>(ends_ns_[end_]);
    return static_cast<double>(due_ - end_) * static_cast<double>(to_ns) + sum_end_ - sum_due_;
  }

 private:
  std::span<const std::int64_t> due_ns_;
  std::vector<std::int64_t> ends_ns_;
  std::size_t due_ = 0, end_ = 0;
  double sum_due_ = 0, sum_end_ = 0;
};

/// In so many stretches of equally many looks; the count between two looks is the mean of both.
std::vector<InFlight> in_flight(const Trial& trial, std::size_t stretches) {
  constexpr std::int64_t longest_ns = 100'000;
  std::vector<InFlight> all(stretches);
  LatencyIntegral integral(trial);
  double before = trial.looks.empty() ? 0 : integral.up_to(trial.looks.front().at_ns);
  for (std::size_t i = 1; i < trial.looks.size(); ++i) {
    const Look &from = trial.looks[i - 1], &to = trial.looks[i];
    const double upto = integral.up_to(to.at_ns);
    const double between = upto - before;
    before = upto;
    if (to.at_ns - from.at_ns > longest_ns) continue;
    InFlight& stretch = all[i * stretches / trial.looks.size()];
    const auto ns = static_cast<double>(to.at_ns - from.at_ns);
    stretch.counted += ns * static_cast<double>(from.in_flight + to.in_flight) / 2;
    stretch.from_latency += between;
    stretch.seen_ns += ns;
  }
  return all;
}

void print_conservation(const Trial& trial) {
  const double off_cpu = static_cast<double>(trial.busy_ns + trial.waiting_cpu_ns - trial.cpu_ns) /
                         static_cast<double>(trial.busy_ns);
  constexpr std::size_t stretches = 20;
  if (trial.looks.size() < 100 * stretches) {
    std::printf("  in flight: no CPU left to look from;  time in requests - CPU: %+.2f %%\n", 100 * off_cpu);
    return;
  }
  InFlight all;
  const auto parts = in_flight(trial, stretches);
  for (const InFlight& part : parts) {
    all.counted += part.counted, all.from_latency += part.from_latency, all.seen_ns += part.seen_ns;
  }
  const double ratio = all.counted / all.from_latency;
  // Of a ratio of sums: how much the stretches' differences from it vary.
  double squares = 0;
  for (const InFlight& part : parts) squares += std::pow(part.counted - ratio * part.from_latency, 2);
  const double error = std::sqrt(squares * stretches / (stretches - 1.0)) / all.from_latency;
  std::printf(
      "  in flight %.4f, throughput x latency %.4f: ratio %.5f (+- %.5f; %zu looks, %.1f %% of the time), "
      "within "
      "1 %%: %s;  time in requests - CPU: %+.2f %%\n",
      all.counted / all.seen_ns, all.from_latency / all.seen_ns, ratio, error, trial.looks.size(),
      100 * all.seen_ns / static_cast<double>(trial.due_ns.back()),
      std::abs(ratio - 1) + 2 * error <= 0.01 ? "yes" : "NO", 100 * off_cpu);
}

void print(const Row& row, Trial trial) {
  const double worker_ns = static_cast<double>(trial.end_ns - trial.start_ns) * row.workers;
  const double run_queue = static_cast<double>(trial.run_queue_ns) / worker_ns;
  const double steal = static_cast<double>(trial.steal_ns) / worker_ns;
  const std::string mode = row.mode == WaitMode::spin
                               ? "spin"
                               : "hybrid, margin " + std::to_string(trial.margin_ns / 1000) + " us";
  const bool quiet = run_queue < 0.003 && steal < 0.002 && trial.gap_share < 0.005;
  std::printf("%s, %u worker%s, load %.2f: run queue %.2f %%, steal %.2f %%, gaps %.2f %% (%s)\n",
              mode.c_str(), row.workers, row.workers == 1 ? "" : "s",
              static_cast<double>(trial.busy_ns) / worker_ns, 100 * run_queue, 100 * steal,
              100 * trial.gap_share, quiet ? "quiet" : "host not quiet");
  const Kept kept = undisturbed(trial, row.workers);
  const bool exact = print_waits(kept, trial.passages.size());
  const double target_us = row.mode == WaitMode::spin ? 20 : 100;
  const double p99_us = quantile(kept.all_start_errors, 0.99) * 1e-3;
  std::printf(
      "  start error of awaited requests, us: p50 %.2f  p90 %.2f  p99 %.1f  (in kept cycles p99 %.1f), n = "
      "%zu\n",
      quantile(kept.all_start_errors, 0.5) * 1e-3, quantile(kept.all_start_errors, 0.9) * 1e-3, p99_us,
      quantile(kept.start_errors, 0.99) * 1e-3, kept.all_start_errors.size());
  print_conservation(trial);
  constexpr std::size_t enough = 400;  // for a p99
  std::printf("  wait quantiles within 1 %% in half of the requests: %s;  start error p99 <= %.0f us: %s\n",
              exact   ? "yes"
              : quiet ? "NO"
                      : "no, host not quiet",
              target_us,
              kept.all_start_errors.size() < enough ? "too few waited for"
              : p99_us <= target_us                 ? "yes"
              : quiet                               ? "NO"
                                                    : "no, host not quiet");
}

}  // namespace
}  // namespace crossfade::collector

int main(int count, char** arguments) {
  using namespace crossfade::collector;
  const double seconds = count > 1 ? std::atof(arguments[1]) : 5;
  const bool fifo = count > 2 && std::string(arguments[2]) == "fifo";
  if (!(seconds >= 0.1) || (count > 2 && !fifo)) {
    (void)std::fprintf(stderr, "usage: engine_exactness [seconds a row] [fifo]\n");
    return 64;
  }
  std::uint64_t seed = 1;
  for (const auto mode : {crossfade::results::WaitMode::hybrid, crossfade::results::WaitMode::spin}) {
    for (const double utilisation : {0.3, 0.5, 0.7, 0.9}) {
      const Row row{mode, 1, utilisation};
      print(row, run(row, seconds, fifo, seed++));
    }
    const Row both{mode, 2, 0.7};
    if (usable_cpus().size() >= 2) print(both, run(both, seconds, fifo, seed++));
  }
  return 0;
}
