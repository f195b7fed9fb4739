// Timeline tables: what the lanes of one recording have in a window of its run, its stages in the order of
// time, and the counters without samples: what the window draws, as tables.
#pragma once

#include <optional>

#include "analysis/table.h"
#include "analysis/timeline/timeline.h"

namespace crossfade::analysis {

/// A row a lane: mean, number, least and greatest of its samples. Of the whole run without a window.
Table lane_table(const Timeline& timeline, const std::optional<TimeWindow>& window);
/// Quality of the stages in the window, of all without one.
std::string window_quality_text(const Timeline& timeline, const std::optional<TimeWindow>& window);
Table stage_table(const Timeline& timeline);
/// By reason, so that one reason is said once.
Table absent_lane_table(const Timeline& timeline);

}  // namespace crossfade::analysis
