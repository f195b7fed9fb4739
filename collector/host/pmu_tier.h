// PmuTier: how much of the CPU's performance counters this machine shows, from what could be opened and
// believed. "full", "basic" (some) or "none".
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "results/recording.h"

namespace crossfade::collector {

struct PmuTier {
  std::string tier;
  std::uint32_t hardware_events = 0, believed_events = 0;
  std::string first_reason;  ///< why the first missing event is missing; empty if none is
};

PmuTier pmu_tier_of(std::span<const results::Counter> counters);

}  // namespace crossfade::collector
