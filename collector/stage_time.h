// Stage time: how long the stages of a process take by plan. In ns. Not what starting and warming it up
// takes.
#pragma once

#include <cstdint>

#include "collector/plan_items.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Of starting a process, making its golden answers, warming it up and reading the panel beside its stages,
/// before any has been seen.
inline constexpr std::uint64_t assumed_overhead_ns = 1'800'000'000;

/// Of a calibration, a measurement or a verification (about); of a rerun see rerun.h.
std::uint64_t stage_time_ns(const Plan& plan, const results::Recording& recorded, const WorkItem& item);

}  // namespace crossfade::collector
