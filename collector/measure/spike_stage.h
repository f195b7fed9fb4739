// Spike stage: the offered rate is raised for a while, and a policy says what is served first, what is shed
// and what gets a cheaper answer (priority_loop.h). What became of the requests is counted by class and by
// windows of the time they fell due.
//
// It is given up when the longest objective has passed after its end: what was not served by then is beyond
// its objective, whatever follows.
#pragma once

#include "collector/measure/stage.h"

namespace crossfade::collector {

/// Errors (usage): not the three steps of a spike, an unknown policy, and those of arrivals.h.
results::Result<Measured> measure_spike(const StageInput& input, const StageSpec& spec);

}  // namespace crossfade::collector
