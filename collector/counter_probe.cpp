#include "collector/counter_probe.h"

#include <thread>

#include "collector/counters/perf_api.h"
#include "collector/counters/pmu_names.h"
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

}  // namespace

results::EnvironmentFact room_fact(const CounterRoom& room) {
  if (room.general == 0) return {"pmu.counters", {}, room.none_because};
  return {"pmu.counters", to_text(room), {}};
}

CounterProbe probe_counters(const std::vector<CounterEvent>& hardware) {
  CounterProbe probe;
  probe.pmu_tables = pmu_fact(read_pmu_names());
  std::thread prober([&probe, &hardware] {
    probe.room = find_counter_room(kernel_perf_api());
    const ThreadCounters counters(kernel_perf_api(), "/proc", hardware);
    probe.pmu = pmu_tier_of(counters.counters());
    for (const results::Counter& counter : counters.counters()) {
      if (counter.tier == results::CounterTier::hardware) probe.hardware.push_back(counter);
    }
    probe.software_absent_because = software_absent_because(counters.counters());
  });
  prober.join();
  return probe;
}

CounterPlan probe_passes(std::string_view microarchitecture, const CounterRoom& room) {
  CounterPlan plan;
  std::thread prober([&] { plan = plan_counters(kernel_perf_api(), "/proc", microarchitecture, room); });
  prober.join();
  return plan;
}

}  // namespace crossfade::collector
