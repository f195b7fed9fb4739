#include "analysis/timeline/timeline.h"

#include <iterator>
#include <utility>

#include "analysis/sampled_counter.h"
#include "analysis/timeline/counter_lanes.h"
#include "analysis/timeline/stage_lanes.h"

namespace crossfade::analysis {
namespace {

template <class T>
void append(std::vector<T> more, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

TimelinePointer timeline(const results::Recording& recording) {
  const RunClock clock(recording);
  auto made = std::make_shared<Timeline>();
  made->whole = {0, clock.length_ns()};
  made->stages = timeline_stages(recording, clock);
  made->processes = timeline_processes(recording, made->stages);
  made->lanes = counter_lanes(recording, clock);
  made->absent = counters_without_samples(recording);
  StageLanes of_stages = stage_lanes(recording, clock);
  append(std::move(of_stages.lanes), made->lanes);
  append(std::move(of_stages.absent), made->absent);
  if (recording.samples.empty()) {
    made->no_samples_because = why_no_samples(recording);
    made->how_to_have_samples = how_to_have_samples(recording);
  }
  return made;
}

}  // namespace crossfade::analysis
