#include "collector/cpu_counting.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/event_group.h"
#include "collector/counters/open_error.h"
#include "collector/host/cpu_list.h"
#include "collector/host/pseudo_file.h"

namespace crossfade::collector {

namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

constexpr const char* cannot = "cannot count what the workers' CPUs do";
constexpr const char* own_events_instead = "leave --count cpu out: the workers' own events are counted then";

/// On a thread of its own, so that the caller stays where it is.
int pin_a_thread(std::uint32_t cpu) {
  int refused = ENOMEM;
  std::thread pinned([&] {
    cpu_set_t* const set = CPU_ALLOC(cpu + 1U);
    if (set == nullptr) return;
    const std::size_t bytes = CPU_ALLOC_SIZE(cpu + 1U);
    CPU_ZERO_S(bytes, set);
    CPU_SET_S(cpu, bytes, set);
    refused = ::pthread_setaffinity_np(::pthread_self(), bytes, set);
    CPU_FREE(set);
  });
  pinned.join();
  return refused;
}

/// What a CPU does is the worker's business only while the worker stays there.
Error not_pinned(std::uint32_t cpu, int refused, const std::string& online) {
  const std::string where = fmt::format("--count cpu, CPU {}", cpu);
  if (refused == EINVAL) {
    const UnusableCpu unusable = unusable_cpu(cpu, online);
    return {ErrorKind::unavailable, cannot, where, unusable.why,
            unusable.remedy + ", or start a new recording, which takes CPUs that can be used"};
  }
  return {ErrorKind::unavailable, cannot, where,
          fmt::format("a worker cannot be pinned to it ({}), and only then is what a CPU does the worker's",
                      std::generic_category().message(refused)),
          fmt::format("run it outside of the sandbox that forbids it, or {}", own_events_instead)};
}

}  // namespace

Result<void> check_cpu_counting(PerfApi& perf, const std::string& proc_root, const CpusOfMachine& machine,
                                std::span<const std::uint32_t> cpus) {
  const std::vector<CounterEvent> any{software_events().front()};
  for (const std::uint32_t cpu : cpus) {
    if (const int refused = machine.pin(cpu); refused != 0) return not_pinned(cpu, refused, machine.online);
    const EventGroup group(perf, any, Scheduled::in_turns, static_cast<int>(cpu));
    if (group.error_of(0) == 0) continue;
    return Error{
        ErrorKind::unavailable, cannot, fmt::format("--count cpu, CPU {}", cpu),
        why_not_opened(group.error_of(0), any.front(), paranoid_level(proc_root), static_cast<int>(cpu)),
        fmt::format("do as it says, or {}", own_events_instead)};
  }
  return {};
}

Result<void> check_cpu_counting(std::span<const std::uint32_t> cpus) {
  const CpusOfMachine machine{read_pseudo_file("/", "/sys/devices/system/cpu/online").text, pin_a_thread};
  return check_cpu_counting(kernel_perf_api(), "/proc", machine, cpus);
}

void count_cpus(CounterPlan& plan) {
  for (results::Counter& counter : plan.counters) counter.scope = results::CounterScope::cpu;
}

std::string little_of_cpus(const CounterPlan& plan) {
  if (plan.room.general > 0) return {};
  std::vector<std::string_view> clocks;
  for (const auto& pass : plan.passes) {
    for (const CounterEvent& event : pass) {
      const bool is_new = std::find(clocks.begin(), clocks.end(), event.metric) == clocks.end();
      if (event.tier == results::CounterTier::msr && is_new) clocks.emplace_back(event.metric);
    }
  }
  const std::string effect = clocks.empty()
                                 ? "has no effect here"
                                 : fmt::format("is the scope of {} alone here", fmt::join(clocks, " and "));
  return fmt::format("--count cpu {}, no hardware event is counted: {}", effect, plan.room.none_because);
}

}  // namespace crossfade::collector
