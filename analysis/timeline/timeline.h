// Timeline: one recording over the time of its run: stages, process runs, and a lane for each quantity that
// was sampled. Shared and never changed: what is drawn of it is asked of its lanes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analysis/timeline/lane.h"
#include "analysis/timeline/timeline_stage.h"

namespace crossfade::analysis {

struct Timeline {
  TimeWindow whole;
  std::vector<TimelineStage> stages;
  std::vector<TimelineProcess> processes;
  std::vector<Lane> lanes;
  std::vector<AbsentLane> absent;
  std::string no_samples_because, how_to_have_samples;  ///< empty if counters were sampled
};

using TimelinePointer = std::shared_ptr<const Timeline>;

TimelinePointer timeline(const results::Recording& recording);

}  // namespace crossfade::analysis
