#include "collector/measure/overlap.h"

namespace crossfade::collector {

using results::CounterScope;
using results::CounterTier;

std::vector<results::Counter> overlap_counters() {
  return {{"overlap_looked", "cf_answer.items > 0", CounterScope::process, CounterTier::software, ""},
          {"overlap_seen", "cf_answer.items = 2", CounterScope::process, CounterTier::software, ""}};
}

std::vector<results::CounterReading> overlap_readings(const OverlapCount& count, std::uint32_t first_counter,
                                                      std::uint64_t duration_ns) {
  results::CounterReading looked;
  looked.counter = first_counter;
  looked.total = count.looked;
  looked.enabled_ns = looked.running_ns = duration_ns;
  results::CounterReading seen = looked;
  seen.counter = first_counter + 1;
  seen.total = count.seen;
  return {looked, seen};
}

}  // namespace crossfade::collector
