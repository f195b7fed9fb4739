#include "analysis/timeline/lane.h"

namespace crossfade::analysis {

SampleSummary samples_at(const Lane& lane, std::int64_t time_ns) {
  SampleSummary found;
  const SampleRange near = lane.axis->touching({time_ns, time_ns});
  for (std::size_t place = near.first; place < near.last; ++place) {
    if ((*lane.axis)[place].begin_ns <= time_ns) found.add(lane.values->summary({place, place + 1}));
  }
  return found;
}

}  // namespace crossfade::analysis
