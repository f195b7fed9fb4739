// TimelineScene: one recording over the time of its run, in words and scales as the timeline draws it: strips
// of process runs and stages, and a lane for each quantity. No pixels.
#pragma once

#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "analysis/timeline/lane_scale.h"
#include "analysis/timeline/timeline.h"

namespace crossfade::gui {

struct TimelineProcess {
  analysis::TimeWindow window;
  QString name;
  bool emphasised = false;  ///< of the workload that is looked at
};

struct TimelineStage {
  analysis::TimeWindow window;
  int kind = 0;      ///< index of its colour; results::StageKind
  QString name;      ///< "load"
  QString read_out;  ///< all that is said of it
  results::Quality quality = results::Quality::clean;
};

struct TimelineLane {
  QString name, help;
  QString high_text, low_text;  ///< the ends of its scale
  QString constant_text;        ///< of one whose samples are all the same: what they are; it is drawn low
  analysis::LaneScale scale;
  analysis::Lane samples;

  bool is_constant() const { return !constant_text.isEmpty(); }
};

struct TimelineScene {
  analysis::TimeWindow whole;
  std::vector<TimelineProcess> processes;
  std::vector<TimelineStage> stages;
  std::vector<TimelineLane> lanes;
  QString summary;  ///< one sentence for a screen reader
};

/// `workload`: that is looked at.
TimelineScene make_timeline_scene(const analysis::Timeline& timeline, const std::string& workload);

/// "load", for a legend; by results::StageKind.
QString stage_kind_name(int kind);

/// What there was at a moment: the stage, and the value of a lane, which may be none.
QString timeline_read_out(const TimelineScene& scene, std::int64_t time_ns, std::optional<std::size_t> lane);

}  // namespace crossfade::gui
