// TimelineStage: a stage as a stretch of the time of its run, with what people call it and how trustworthy it
// is. TimelineProcess: the process run that it belongs to.
#pragma once

#include <string>
#include <vector>

#include "analysis/timeline/run_clock.h"

namespace crossfade::analysis {

struct TimelineStage {
  TimeWindow window;
  std::uint32_t stage = 0, process = 0;  ///< rows of the recording
  results::StageKind kind = results::StageKind::service;
  results::Quality quality = results::Quality::clean;
  std::string workload;
  std::string title;            ///< "load at 3,200/s, 2 threads"
  std::string quality_reasons;  ///< rule ids, space separated
};

struct TimelineProcess {
  TimeWindow window;
  std::uint32_t process = 0, block = 0;
  std::string workload;
  std::string purpose;  ///< "measurement" ...
};

/// By their starts.
std::vector<TimelineStage> timeline_stages(const results::Recording& recording, const RunClock& clock);
/// Of such as have a stage, by their starts.
std::vector<TimelineProcess> timeline_processes(const results::Recording& recording,
                                                const std::vector<TimelineStage>& stages);

}  // namespace crossfade::analysis
