// Lane: one quantity over the time of a run: what it is, when it was sampled, and its values; or the reason
// why there are none. Lanes of counters have a value for each sample of each worker, lanes of stages one for
// each stage.
#pragma once

#include <memory>
#include <string>

#include "analysis/timeline/sample_axis.h"
#include "analysis/timeline/sample_pyramid.h"

namespace crossfade::analysis {

struct Lane {
  std::string id;    ///< of the metric in the vocabulary; of an event that it lacks, what the user called it
  std::string name;  ///< for people
  std::string unit;  ///< of the vocabulary: "s-1", "Hz", "1"
  std::string help;  ///< what a value is
  std::shared_ptr<const SampleAxis> axis;
  std::shared_ptr<const SamplePyramid> values;
};

/// Of the samples that the moment lies in, one for each worker that was sampled then.
SampleSummary samples_at(const Lane& lane, std::int64_t time_ns);

struct AbsentLane {
  std::string name, reason;
};

}  // namespace crossfade::analysis
