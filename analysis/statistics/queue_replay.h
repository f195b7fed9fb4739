// Queue replay: the waits that a first-come-first-served queue with k servers shows for given arrivals and
// service times, by the recursion of Kiefer and Wolfowitz (On the theory of queues with many servers, Trans.
// AMS 78, 1955). Exact in integers; valid for run-to-completion work only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace crossfade::statistics {

/// arrival_ns: non-decreasing; service_ns: same length; servers >= 1. Returns the wait of each request in ns.
std::vector<std::int64_t> replay_waits(std::span<const std::int64_t> arrival_ns,
                                       std::span<const std::uint32_t> service_ns, std::uint32_t servers);

}  // namespace crossfade::statistics
