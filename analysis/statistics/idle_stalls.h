// Idle stalls: standstills of the machine that hit a server while it was idle, and their place in a virtual
// queue at another rate than the recorded one. They happen in time, not in requests: at a lower rate a server
// is idle for longer between two requests and meets more of them per request. (A standstill in the middle of
// a request is part of its service time and happens per busy time, which is the same at every rate.) Times in
// ns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crossfade::statistics {

/// A start delay beyond this is a standstill and not a late wake-up, whose timer errs by tens of microseconds
/// and which happens once per request. Collectors calibrate waiting to at most 100 us.
inline constexpr double shortest_stall_ns = 200e3;

/// Least share of its time that a server is taken to have been idle: a stage recorded at capacity says
/// nothing of idle servers.
inline constexpr double least_idle = 0.01;

/// A stall in a virtual queue: virtual request `at`, or the first after it that finds a server idle and has
/// none of its own, starts that much later.
struct VirtualStall {
  std::size_t at = 0;
  double delay_ns = 0;
  std::uint32_t number = 0;  ///< the recorded request that met it
};

/// One stall that a resampling drew.
struct DrawnStall {
  std::size_t at = 0;    ///< virtual request
  double delay_ns = 0;   ///< as recorded: from the arrival on
  double before_ns = 0;  ///< how long it had lasted before the arrival, drawn: to a worker in line the
                         ///< arrivals before its own take exponential times
  // Stalls of neighbouring requests may be one, of the whole machine: they come and stay together.
  double chance = 0;              ///< in [0, 1)
  std::uint64_t copies_seed = 0;  ///< where they are placed again when stalls are more frequent per request
  std::size_t after_first = 0;    ///< requests
  std::uint32_t number = 0;
};

/// What the first `requests` of a virtual queue of `drawn_requests`, which the stalls were drawn for, meet at
/// `rate_per_s`, in order. Each drawn stall occurs as often as
/// idle time per request, servers / rate - mean_service_ns, is more than at the recorded rate: less often
/// than once by chance, more often at random places, at most 32 times. An arrival comes the sooner after the
/// stall began the higher the rate, so the delay is delay + before (1 - recorded / rate): what was recorded,
/// at the recorded rate.
///
/// Near the recorded rate this is as good as the recording. Away from it, it holds for stalls of one worker
/// at a time; of those that hit all workers at once it takes too few together, and makes too few requests
/// late (docs/methodology.md).
std::vector<VirtualStall> virtual_stalls(const std::vector<DrawnStall>& drawn, std::size_t drawn_requests,
                                         std::size_t requests, double rate_per_s, double recorded_per_s,
                                         double mean_service_ns, std::uint32_t servers);

}  // namespace crossfade::statistics
