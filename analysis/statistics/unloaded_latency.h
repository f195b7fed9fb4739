// Unloaded latency: what requests take at vanishing load, when nobody queues: their own time, and what is
// left of a stall that an idle server happens to stand in. From the recorded requests, not simulated.
#pragma once

#include <span>

#include "analysis/statistics/virtual_run.h"

namespace crossfade::statistics {

/// Share of requests whose unloaded latency exceeds their own objective. A request comes into a stall with
/// more than y to go for the share of idle time in which that is so: how often a stall begins times how long
/// it lasts beyond y.
double unloaded_exceedance(const VirtualRun& run);

/// The latency that a share 1 - `probability` exceeds, of several blocks of equal weight. To 1e-6.
double unloaded_quantile_ns(std::span<const VirtualRun> runs, double probability);

}  // namespace crossfade::statistics
