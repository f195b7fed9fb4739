// Start delays: time in which it was a request's turn and a server was free, yet it did not start: a late
// wake-up, or a worker that the machine held up while it was idle. In ns. Not queueing: that is the wait that
// is left.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace crossfade::statistics {

/// Of each request: measured start - max(arrival, earliest time a server was free), never below 0. Servers
/// become free when requests really ended, so that one standstill is counted once, in the request that met
/// it, and not again in those that queued behind it. Start = arrival + wait; end = start + service. First
/// come, first served: the earliest free server is the next request's. arrival_ns: non-decreasing; all the
/// same length; servers >= 1.
std::vector<std::uint32_t> start_delays(std::span<const std::int64_t> arrival_ns,
                                        std::span<const std::uint32_t> wait_ns,
                                        std::span<const std::uint32_t> service_ns, std::uint32_t servers);

}  // namespace crossfade::statistics
