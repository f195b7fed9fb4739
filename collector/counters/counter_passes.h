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
  /// The first has the usual events, the next ones those of top-down. An event may be in several.
  std::vector<std::vector<CounterEvent>> passes;
  std::vector<CounterEvent> too_large;  ///< need more counters than there are
};

CounterPasses plan_passes(const std::vector<PlacedEvent>& events, std::string_view microarchitecture,
                          const CounterRoom& room);

}  // namespace crossfade::collector
