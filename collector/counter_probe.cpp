#include "collector/counter_probe.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "collector/counters/perf_api.h"
#include "collector/counters/pmu_names.h"
#include "collector/counters/provocation.h"
#include "collector/counters/thread_counters.h"

namespace crossfade::collector {
namespace {

/// Why not even these count; empty if one does.
std::string software_absent_because(const std::vector<results::Counter>& counters) {
  std::string why;
  for (const results::Counter& counter : counters) {
    if (counter.tier != results::CounterTier::software) continue;
    if (counter.absent_because.empty()) return {};
    why = counter.absent_because;
  }
  return why;
}

bool is_user_space_only(const std::vector<results::Counter>& counters) {
  return std::any_of(counters.begin(), counters.end(), [](const results::Counter& counter) {
    return counter.tier == results::CounterTier::software && counter.absent_because.empty() &&
           counter.scope == results::CounterScope::user;
  });
}

struct Tried {
  std::vector<results::Counter> counters;
  std::vector<bool> counted;  ///< something of it
};

/// What the hypervisor hides is absent, however gladly it was opened.
Tried tried_once(const std::vector<CounterEvent>& hardware) {
  ThreadCounters opened(kernel_perf_api(), "/proc", hardware);
  Shown shown = provoked_events(opened);
  Tried tried{opened.counters(), std::move(shown.counted)};
  for (std::size_t i = 0; i < tried.counters.size(); ++i) {
    if (tried.counters[i].absent_because.empty()) tried.counters[i].absent_because = shown.hidden[i];
  }
  return tried;
}

Machine machine_of(const CpuIdentity& cpu) {
  return cpu.has_flag("hypervisor") ? Machine::of_a_hypervisor : Machine::bare_metal;
}

}  // namespace

results::EnvironmentFact room_fact(const CounterRoom& room) {
  if (room.general == 0) return {"pmu.counters", {}, room.none_because};
  return {"pmu.counters", to_text(room), {}};
}

CounterProbe probe_counters(const std::vector<CounterEvent>& hardware) {
  CounterProbe probe;
  probe.pmu_tables = pmu_fact(read_pmu_names());
  std::thread prober([&probe, &hardware] {
    probe.room = find_counter_room(kernel_perf_api(), "/proc");
    const Tried tried = tried_once(hardware);
    const std::vector<results::Counter>& counters = tried.counters;
    probe.pmu = pmu_tier_of(counters);
    for (std::size_t i = 0; i < counters.size(); ++i) {
      if (counters[i].tier != results::CounterTier::hardware) continue;
      probe.hardware.push_back(counters[i]);
      probe.counted.push_back(tried.counted[i]);
    }
    probe.user_space_only = is_user_space_only(counters);
    probe.software_absent_because = software_absent_because(counters);
  });
  prober.join();
  return probe;
}

ClockCounters probe_clock_counters(double clock_hz) {
  ClockCounters found;
  std::thread prober([&] { found = try_clock_counters(kernel_perf_api(), "/", clock_hz); });
  prober.join();
  return found;
}

void doubt_zeros(std::vector<CounterEvent>& events, const CpuIdentity& cpu, const CounterProbe& probe) {
  for (std::size_t i = 0; i < events.size() && i < probe.counted.size(); ++i)
    events[i].zero_is_doubtful = machine_of(cpu) == Machine::of_a_hypervisor && !probe.counted[i];
}

CounterPlan probe_passes(const CpuIdentity& cpu, const CounterRoom& room) {
  const PerfMetrics metrics = read_perf_metrics("/", cpu.microarchitecture, cpu.has_flag("hypervisor"));
  CounterPlan plan;
  std::thread prober([&] {
    plan = plan_counters(kernel_perf_api(), "/proc", cpu.microarchitecture, room, metrics, machine_of(cpu));
  });
  prober.join();
  return plan;
}

}  // namespace crossfade::collector
