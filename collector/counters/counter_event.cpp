#include "collector/counters/counter_event.h"

#include <fmt/format.h>
#include <linux/perf_event.h>

namespace crossfade::collector {

std::string recorded_name(const CounterEvent& event) {
  if (event.type != PERF_TYPE_RAW) return event.raw_event;
  if (event.config1 != 0)
    return fmt::format("{} ({:#x}, config1 {:#x})", event.raw_event, event.config, event.config1);
  return fmt::format("{} ({:#x})", event.raw_event, event.config);
}

}  // namespace crossfade::collector
