// Virtual design effects: how much less a request says about a quantile of latency than an independent one
// would, because neighbours wait in the same queue. From a virtual queue at the measured rate, not from the
// measured latencies: a design effect of the same stage is small just where the quantile is too, and
// intervals printed by it cover too rarely.
#pragma once

#include <cstdint>
#include <span>

#include "analysis/statistics/virtual_run.h"

namespace crossfade::statistics {

/// Variance of the share above the quantile, over batches of consecutive requests, divided by that of
/// independent requests: 1 if they are. It does not depend on n.
struct VirtualDesignEffects {
  double p50, p99, p999;
};

/// The trace of one stage in order of arrival; start_delay_ns may be empty. From 32 to 512 batches, as long
/// as is needed against the correlation they show (20 design effects). NaN for a quantile p if the trace has
/// fewer than 4 / (1 - p) requests, which support no interval anyway; if even 32 batches are too short; if
/// latencies do not vary. NaN for all from 98 % utilisation on: a virtual queue then hardly reaches its
/// stationary state. servers >= 1, rate > 0.
VirtualDesignEffects virtual_design_effects(std::span<const std::uint32_t> service_ns,
                                            std::span<const std::uint32_t> start_delay_ns, double rate_per_s,
                                            std::uint32_t servers, std::uint64_t seed,
                                            std::uint64_t virtual_requests = 2'000'000,
                                            VirtualArrivals arrivals = VirtualArrivals::poisson);

}  // namespace crossfade::statistics
