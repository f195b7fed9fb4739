// CounterProbe: which performance counters this machine shows of those that are to be counted, tried once in
// this program on a thread of its own. The measuring processes open their own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/counter_plan.h"
#include "collector/counters/counter_event.h"
#include "collector/counters/counter_room.h"
#include "collector/host/pmu_tier.h"

namespace crossfade::collector {

struct CounterProbe {
  PmuTier pmu;
  CounterRoom room;
  std::string software_absent_because;  ///< empty = software events can be counted
  results::EnvironmentFact pmu_tables;  ///< pmu.libpfm4: which event tables libpfm4 has for this CPU
  std::vector<results::Counter>
      hardware;  ///< in the order of the events; absent_because is empty for what counts
};

/// "pmu.counters": the room; absent with the reason where there is none.
results::EnvironmentFact room_fact(const CounterRoom& room);

CounterProbe probe_counters(const std::vector<CounterEvent>& hardware);

/// plan_counters() in the same way.
CounterPlan probe_passes(std::string_view microarchitecture, const CounterRoom& room);

}  // namespace crossfade::collector
