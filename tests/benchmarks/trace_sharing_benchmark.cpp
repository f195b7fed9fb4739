// What it costs that workers write neighbouring elements of one request trace: two workers, requests of 5 us,
// once with a trace of both and once with a trace each, in slices that alternate within one run so that both
// see the same machine. Prints the time of a request and the ratio of each pair of slices, as median and
// quartiles; then the same with requests of nothing, where it costs most.
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

#include "collector/measure/clock.h"
#include "collector/measure/open_loop.h"
#include "collector/measure/request_trace.h"

namespace crossfade::collector {
namespace {

constexpr std::size_t requests_per_slice = 20'000;
constexpr int pairs = 101;

std::uint64_t work(std::uint64_t length) {
  std::uint64_t value = length;
  for (std::uint64_t i = 0; i < length; ++i) {
    value = value * 0x9e3779b97f4a7c15U + 1;
    asm volatile("" : "+r"(value));
  }
  return value;
}

/// How long a chain of 5 us is.
std::uint64_t five_us() {
  constexpr std::uint64_t trial = 1 << 20;
  std::int64_t fastest = INT64_MAX;
  for (int i = 0; i < 20; ++i) {
    const std::int64_t start = monotonic_ns();
    work(trial);
    fastest = std::min(fastest, monotonic_ns() - start);
  }
  return static_cast<std::uint64_t>(5000.0 * static_cast<double>(trial) / static_cast<double>(fastest));
}

void pin(unsigned index) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &allowed) || index-- != 0) continue;
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(cpu, &only);
    pthread_setaffinity_np(pthread_self(), sizeof only, &only);
  }
}

/// Median over the requests of one slice: a preemption of a slice says nothing of the trace.
double slice_ns(std::array<RequestTrace*, 2> traces, std::uint64_t length) {
  ArrivalCursor cursor;
  std::atomic<int> missing{2};
  std::array<std::vector<std::int64_t>, 2> times;
  std::array<std::thread, 2> workers;
  for (unsigned w = 0; w < 2; ++w) {
    workers.at(w) = std::thread([&, w] {
      pin(w);
      times.at(w).reserve(requests_per_slice);
      --missing;
      while (missing.load() > 0) {
      }
      std::int64_t now = monotonic_ns();
      for (std::size_t i = cursor.claim(); i < requests_per_slice; i = cursor.claim()) {
        Passage passage{i, now, now, 0, false};
        work(length);
        passage.end_ns = monotonic_ns();
        traces.at(w)->record(passage);
        times.at(w).push_back(passage.end_ns - now);
        now = passage.end_ns;
      }
    });
  }
  for (auto& worker : workers) worker.join();
  std::vector<std::int64_t> all = times[0];
  all.insert(all.end(), times[1].begin(), times[1].end());
  std::sort(all.begin(), all.end());
  // The middle half: means of it see less than the clock's resolution.
  double sum = 0;
  const std::size_t from = all.size() / 4, to = all.size() - from;
  for (std::size_t i = from; i < to; ++i) sum += static_cast<double>(all[i]);
  return sum / static_cast<double>(to - from);
}

void print(const char* name, std::uint64_t length) {
  RequestTrace both(requests_per_slice), one(requests_per_slice), two(requests_per_slice);
  std::vector<double> ratios, shared, own;
  for (int i = 0; i < pairs; ++i) {
    const bool first = i % 2 == 0;
    const double early = slice_ns(first ? std::array{&both, &both} : std::array{&one, &two}, length);
    const double late = slice_ns(first ? std::array{&one, &two} : std::array{&both, &both}, length);
    shared.push_back(first ? early : late), own.push_back(first ? late : early);
    ratios.push_back(shared.back() / own.back());
  }
  for (auto* list : {&ratios, &shared, &own}) std::sort(list->begin(), list->end());
  const auto middle = [](const std::vector<double>& list) { return list[list.size() / 2]; };
  std::printf("%-20s one trace %.1f ns, a trace each %.1f ns: ratio %.4f [%.4f, %.4f], n = %d pairs\n", name,
              middle(shared), middle(own), middle(ratios), ratios[pairs / 4], ratios[pairs * 3 / 4], pairs);
}

}  // namespace
}  // namespace crossfade::collector

int main() {
  crossfade::collector::print("requests of 5 us", crossfade::collector::five_us());
  crossfade::collector::print("requests of nothing", 0);
}
