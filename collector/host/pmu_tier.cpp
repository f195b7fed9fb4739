#include "collector/host/pmu_tier.h"

namespace crossfade::collector {

PmuTier pmu_tier_of(std::span<const results::Counter> counters) {
  PmuTier result;
  for (const results::Counter& counter : counters) {
    if (counter.tier != results::CounterTier::hardware) continue;
    ++result.hardware_events;
    if (counter.absent_because.empty()) {
      ++result.believed_events;
    } else if (result.first_reason.empty()) {
      result.first_reason = counter.absent_because;
    }
  }
  result.tier = result.believed_events == 0                        ? "none"
                : result.believed_events == result.hardware_events ? "full"
                                                                   : "basic";
  return result;
}

}  // namespace crossfade::collector
