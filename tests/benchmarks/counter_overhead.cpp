// What do counters cost a request? The ratio of the time of requests with and without them, in turn on one
// thread (A B B A), paired, with its 95 % interval: for requests of 5 and 50 us, back to back and each woken
// by another thread, because a thread's counters are switched with it. Then one read of a group by the number
// of its events. Where the machine shows no hardware counters only the kernel's own are counted, and it says
// so. Usage: counter_overhead [pairs] [ms]
#include <fmt/format.h>
#include <linux/perf_event.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "analysis/statistics/paired.h"
#include "collector/counters/event_catalogue.h"
#include "collector/counters/self_test.h"
#include "collector/counters/thread_counters.h"

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

/// Another thread that sends a byte and waits for the answer: a worker that is woken for every request.
class Waker {
 public:
  explicit Waker(std::uint32_t requests) {
    if (::pipe(there_) != 0 || ::pipe(back_) != 0) give_up("no pipe");
    thread_ = std::thread([this, requests] {
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

struct Trial {
  std::uint64_t iterations = 0;
  std::uint32_t requests = 0;
  bool woken = false;
};

/// Time of a request. Opening, starting and stopping the counters is none of it: a stage does these before
/// its first request and after its last.
double request_ns(const Trial& trial, bool with_counters) {
  std::optional<ThreadCounters> counters;
  if (with_counters) counters.emplace(kernel_perf_api(), "/proc", hardware_events());
  std::optional<Waker> waker;
  if (trial.woken) waker.emplace(trial.requests);
  if (counters) counters->start();
  const double begin = now_ns();
  for (std::uint32_t i = 0; i < trial.requests; ++i) {
    if (waker) waker->wait();
    run_known_loop(trial.iterations);
    if (waker) waker->answer();
  }
  const double taken_ns = now_ns() - begin;
  if (counters) counters->stop();
  return taken_ns / trial.requests;
}

void print_ratio(const char* name, const Trial& trial, int pairs) {
  std::vector<double> without, with;
  for (int place = 0; place < 2 * pairs; ++place) {
    const bool is_without = statistics::is_of_a(static_cast<std::size_t>(place));
    (is_without ? without : with).push_back(std::log(request_ns(trial, !is_without)));
  }
  const auto paired = statistics::paired_t(without, with);
  if (!paired) give_up("fewer than two pairs");
  fmt::print("  {:28} with / without {:.4f} [{:.4f}, {:.4f}]\n", name, std::exp(paired->difference),
             std::exp(paired->interval.low), std::exp(paired->interval.high));
}

/// The fastest read of a group of so many of the kernel's own events.
double read_ns(std::size_t events) {
  PerfApi& perf = kernel_perf_api();
  std::vector<int> fds;
  for (std::size_t i = 0; i < events; ++i) {
    perf_event_attr attributes{};
    attributes.size = sizeof attributes;
    attributes.type = PERF_TYPE_SOFTWARE;
    attributes.config = PERF_COUNT_SW_TASK_CLOCK;
    attributes.exclude_kernel = 1;
    attributes.read_format =
        PERF_FORMAT_GROUP | PERF_FORMAT_ID | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    fds.push_back(perf.open(attributes, fds.empty() ? -1 : fds.front()));
    if (fds.back() < 0) give_up("not even the kernel's own events can be opened");
  }
  std::vector<std::uint64_t> buffer(3 + 2 * events);
  double fastest_ns = 1e18;
  constexpr int reads = 1000;
  for (int round = 0; round < 20; ++round) {
    const double begin = now_ns();
    for (int i = 0; i < reads; ++i) {
      if (perf.read(fds.front(), buffer.data(), buffer.size() * sizeof buffer.front()) <= 0)
        give_up("no read");
    }
    fastest_ns = std::min(fastest_ns, (now_ns() - begin) / reads);
  }
  for (const int fd : fds) perf.close(fd);
  return fastest_ns;
}

void print_what_counts() {
  const ThreadCounters counters(kernel_perf_api(), "/proc", hardware_events());
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
    fmt::print("software events only: {}. With hardware counters it may be another figure.\n",
               absent_because);
}

}  // namespace

int main(int count, char** arguments) {
  const int pairs = count > 1 ? std::atoi(arguments[1]) : 20;
  const double stage_ns = (count > 2 ? std::atof(arguments[2]) : 100) * 1e6;
  if (pairs < 2 || !(stage_ns > 0)) {
    fmt::print(stderr, "usage: counter_overhead [pairs >= 2] [ms > 0]\n");
    return 64;
  }
  print_what_counts();
  fmt::print("{} pairs of about {:.0f} ms\n", pairs, stage_ns * 1e-6);
  for (const double wanted_ns : {5e3, 50e3}) {
    Trial trial{iterations_of(wanted_ns), static_cast<std::uint32_t>(std::max(1.0, stage_ns / wanted_ns)),
                false};
    print_ratio(fmt::format("{:.0f} us, back to back", wanted_ns * 1e-3).c_str(), trial, pairs);
    trial.woken = true;
    print_ratio(fmt::format("{:.0f} us, woken for each", wanted_ns * 1e-3).c_str(), trial, pairs);
  }
  for (const std::size_t events : {1U, 2U, 4U, 8U})
    fmt::print("read of a group of {}: {:.0f} ns\n", events, read_ns(events));
  return 0;
}
