// CounterProbe: which performance counters this machine shows of those that are to be counted, tried once in
// this program on a thread of its own. The measuring processes open their own.
#pragma once

#include <string>
#include <vector>

#include "collector/clock_counters.h"
#include "collector/counter_plan.h"
#include "collector/counters/counter_event.h"
#include "collector/counters/counter_room.h"
#include "collector/host/cpu_identity.h"
#include "collector/host/pmu_tier.h"

namespace crossfade::collector {

struct CounterProbe {
  PmuTier pmu;
  CounterRoom room;
  std::string software_absent_because;  ///< empty = software events can be counted
  bool user_space_only = false;         ///< they can, but not what happens inside the kernel
  results::EnvironmentFact pmu_tables;  ///< pmu.libpfm4: which event tables libpfm4 has for this CPU
  std::vector<results::Counter>
      hardware;               ///< in the order of the events; absent_because is empty for what counts
  std::vector<bool> counted;  ///< of each of them: there was some of it when it was tried
};

/// "pmu.counters": the room; absent with the reason where there is none.
results::EnvironmentFact room_fact(const CounterRoom& room);

CounterProbe probe_counters(const std::vector<CounterEvent>& hardware);

/// Marks the events, which were probed, of which 0 is no count on this machine until they count something.
void doubt_zeros(std::vector<CounterEvent>& events, const CpuIdentity& cpu, const CounterProbe& probe);

/// plan_counters() in the same way, with PERF_METRICS as this machine shows it.
CounterPlan probe_passes(const CpuIdentity& cpu, const CounterRoom& room);

/// try_clock_counters() in the same way.
ClockCounters probe_clock_counters(double clock_hz);

}  // namespace crossfade::collector
