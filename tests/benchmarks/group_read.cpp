#include "tests/benchmarks/group_read.h"

#include <linux/perf_event.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include "collector/counters/perf_api.h"

namespace crossfade::collector {
namespace {

double now_ns() {
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

std::optional<double> read_ns(std::size_t events, GroupOf group) {
  constexpr std::array<std::uint64_t, 4> of_the_cpu{PERF_COUNT_HW_CPU_CYCLES, PERF_COUNT_HW_INSTRUCTIONS,
                                                    PERF_COUNT_HW_BRANCH_INSTRUCTIONS,
                                                    PERF_COUNT_HW_BRANCH_MISSES};
  constexpr std::uint64_t of_the_kernel = PERF_COUNT_SW_TASK_CLOCK;
  PerfApi& perf = kernel_perf_api();
  std::vector<int> fds;
  bool all_open = true;
  for (std::size_t i = 0; i < events && all_open; ++i) {
    perf_event_attr attributes{};
    attributes.size = sizeof attributes;
    attributes.type = group == GroupOf::the_cpu ? PERF_TYPE_HARDWARE : PERF_TYPE_SOFTWARE;
    attributes.config = group == GroupOf::the_cpu ? of_the_cpu[i < 2 ? i : 2 + i % 2] : of_the_kernel;
    attributes.pinned = fds.empty() && group == GroupOf::the_cpu ? 1 : 0;
    attributes.exclude_kernel = attributes.exclude_hv = 1;
    attributes.read_format =
        PERF_FORMAT_GROUP | PERF_FORMAT_ID | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    const int fd = perf.open(attributes, calling_thread, fds.empty() ? -1 : fds.front());
    all_open = fd >= 0;
    if (all_open) fds.push_back(fd);
  }
  std::vector<std::uint64_t> buffer(3 + 2 * events);
  double fastest_ns = 1e18;
  constexpr int reads = 1000;
  for (int round = 0; round < 20 && all_open; ++round) {
    const double begin = now_ns();
    for (int i = 0; i < reads && all_open; ++i)
      all_open = perf.read(fds.front(), buffer.data(), buffer.size() * sizeof buffer.front()) > 0;
    fastest_ns = std::min(fastest_ns, (now_ns() - begin) / reads);
  }
  for (const int fd : fds) perf.close(fd);
  return all_open ? std::optional(fastest_ns) : std::nullopt;
}

}  // namespace crossfade::collector
