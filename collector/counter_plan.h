// CounterPlan: what the measuring processes of a run count on this host, settled once before they start: how
// many hardware counters there are, the passes that all events make, and which events count here at all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/counters/counter_event.h"
#include "collector/counters/counter_room.h"
#include "collector/counters/perf_api.h"
#include "collector/host/pmu_tier.h"
#include "results/recording.h"

namespace crossfade::collector {

struct CounterPlan {
  CounterRoom room;
  /// One at least. A process opens one of them: counter_rotation.h.
  std::vector<std::vector<CounterEvent>> passes;
  /// Every hardware event once; absent_because is empty for those that are in a pass. Empty where there is no
  /// choice of passes: then the processes say what counts.
  std::vector<results::Counter> counters;
};

/// Opens and tests every pass for the calling thread and leaves out what does not count. Where the machine
/// shows no counters there is one pass of the usual events, which will say why. Takes some 10 ms.
CounterPlan plan_counters(PerfApi& perf, const std::string& proc_root, std::string_view microarchitecture,
                          const CounterRoom& room);

/// Of the usual events what the plan found; `otherwise` where it found nothing out. Tried alone they are more
/// than some machines count at once.
PmuTier tier_of(const CounterPlan& plan, std::string_view microarchitecture, const PmuTier& otherwise);

}  // namespace crossfade::collector
