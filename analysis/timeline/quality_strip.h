// QualityStrip: what there is to trust of one recording, over the time of its run: the quality of each stage,
// and by how much the calibration panel beside it fell short of what the CPU can: a silent neighbour.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/timeline/quality_time.h"

namespace crossfade::analysis {

struct QualityStrip {
  TimeWindow whole;
  std::vector<TimelineStage> stages;
  std::vector<std::optional<double>> panel_deficits;  ///< by stage above: 0.05 = 5 % below the CPU's own
  QualityTime quality;
  std::optional<double> worst_deficit;
  std::string panel_absent_because;  ///< why no stage has a deficit
};

QualityStrip quality_strip(const results::Recording& recording);

}  // namespace crossfade::analysis
