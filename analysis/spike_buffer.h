// Spike buffer: the largest load spike that some classes come through, read off the factors that were
// measured: a factor, not a rate.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/spike_counts.h"

namespace crossfade::analysis {

/// The largest factor up to which at most 1 % of the requests of each of `classes` (places among the
/// workload's) missed their objective in the spike. Point: of the requests of all process runs together, per
/// factor. Interval: between process runs, each judged by itself and moved so that their mean is the point,
/// then widened upward to the next factor measured: the truth lies between the two. Bound::at_most of the
/// smallest factor if even that is missed (a process run that misses it counts as 1: no spike at all),
/// Bound::at_least of the largest if it is met; without an interval both. Of a factor at which no request of
/// one of the classes fell due it is not known: where such a factor lies below the first that was missed, the
/// buffer is a bound by the factors around it and says so, or absent. A process run of which that holds has
/// no buffer of its own and is no part of the interval.
Estimate spike_buffer(std::span<const SpikeRun* const> runs, const std::vector<std::size_t>& classes);

}  // namespace crossfade::analysis
