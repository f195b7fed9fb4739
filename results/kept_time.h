// Kept time: how much of a stage's time the requests that were kept of it one by one stand for, in seconds.
// Of stages with more requests than can be kept it is a part.
#pragma once

#include <algorithm>

#include "results/recording.h"

namespace crossfade::results {

/// Of all blocks of an SLO throughput, below which rare events are too easily missed: intervals from less
/// contained the true rate of machines with standstills or rare slow requests in as few as 0 to 80 % of the
/// recordings that looked supported, from more in 90 % and more (docs/methodology.md; tests/benchmarks/
/// slo_estimate_benchmark.cpp). A verdict asks for it.
inline constexpr double enough_recorded_s = 16;

/// The share of the schedule that was kept. Requests over rate would do for a stage that was given up; of a
/// whole one with Poisson arrivals it is less than the schedule's length half the time, and a plan of exactly
/// enough would pass by chance.
inline double kept_s(const Stage& stage, const Trace& trace) {
  const double kept = trace.requests, offered = static_cast<double>(stage.offered.value_or(0));
  const bool whole = stage.outcome == StageOutcome::ok && offered > 0;
  return whole ? static_cast<double>(stage.duration_ns) * 1e-9 * std::min(1.0, kept / offered)
               : kept / stage.offered_per_s;
}

}  // namespace crossfade::results
