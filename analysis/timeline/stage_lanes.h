// Stage lanes: what was measured once for each stage beside the work itself: the steal of the hypervisor, the
// wait for a CPU, the clock, and what the calibration panel read. They show who else was there when a counter
// looks odd.
#pragma once

#include <vector>

#include "analysis/timeline/lane.h"
#include "analysis/timeline/run_clock.h"
#include "results/recording.h"

namespace crossfade::analysis {

struct StageLanes {
  std::vector<Lane> lanes;
  std::vector<AbsentLane> absent;
};

StageLanes stage_lanes(const results::Recording& recording, const RunClock& clock);

}  // namespace crossfade::analysis
