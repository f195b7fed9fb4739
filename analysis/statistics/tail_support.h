// Tail support: on how many recorded requests the late requests of virtual queues rest. Not a count of late
// requests: a single slow request that was recorded makes thousands late when it is drawn over and over.
#pragma once

#include <cstdint>
#include <span>

#include "analysis/statistics/virtual_run.h"

namespace crossfade::statistics {

/// The effective number of carriers, (sum c)^2 / sum c^2 (Kish, Survey Sampling, 1965), where c is how many
/// late virtual requests a recorded one carries. A request that is late through its own busy time alone
/// carries itself. Else all that were served before it in the same busy period (all servers taken without a
/// break) carry it together, in proportion to the square of their busy time: so they add to the mean wait
/// (Pollaczek and Khinchine, 1930). About 1 / root of the answer is the relative error of the exceedance that
/// comes from having recorded no more. Blocks weigh equally; 0 if nobody is late.
double effective_tail_requests(std::span<const VirtualRun> runs, std::uint32_t servers, double rate_per_s);

}  // namespace crossfade::statistics
