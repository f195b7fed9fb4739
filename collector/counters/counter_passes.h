// Counter passes: all events of a CPU, split into groups that each fit on its counters at once, so that
// nothing takes turns within a stage. A process counts one of them. Every pass has cycles and instructions,
// where there is room; what one formula takes stands in one pass, where that fits. Pure and deterministic.
#pragma once

#include <string_view>
#include <vector>

#include "collector/counters/counter_event.h"
#include "collector/counters/counter_room.h"
#include "collector/counters/event_catalogue.h"

namespace crossfade::collector {

struct CounterPasses {
  /// The first has the usual events, the next ones level 1 of top-down, then what the derived metrics of the
  /// vocabulary take, then the rest: few blocks count the first alone. An event may be in several. What
  /// PERF_METRICS gives stands in a pass of its own, which its leader begins; others may fill it up.
  std::vector<std::vector<CounterEvent>> passes;
  std::vector<CounterEvent> too_large;  ///< need more counters than there are
};

CounterPasses plan_passes(const std::vector<PlacedEvent>& events, std::string_view microarchitecture,
                          const CounterRoom& room);

/// What is left for the others where cycles and instructions count all the time: no general counter where
/// these two take them all.
CounterRoom room_in_turns(const CounterRoom& room);

/// All passes, planned for room_in_turns(), as one, on request only: cycles and instructions count all the
/// time, and what else each pass has is a group that takes turns with the others (CounterEvent::turn). Every
/// event once.
std::vector<CounterEvent> in_turns(const std::vector<std::vector<CounterEvent>>& passes);

}  // namespace crossfade::collector
