// Counter lanes: what the workers of a run counted over its time: a lane for each counter that was sampled,
// as a rate of one worker, and before them one for each metric that follows from two of them (instructions
// per cycle). As counted: nothing is scaled, and the workers are not added up.
#pragma once

#include <vector>

#include "analysis/timeline/lane.h"
#include "analysis/timeline/run_clock.h"
#include "results/recording.h"

namespace crossfade::analysis {

std::vector<Lane> counter_lanes(const results::Recording& recording, const RunClock& clock);

/// Counters that no sample has a value of, with the reason; none of a recording without samples.
std::vector<AbsentLane> counters_without_samples(const results::Recording& recording);

}  // namespace crossfade::analysis
