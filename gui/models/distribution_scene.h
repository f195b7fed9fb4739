// DistributionScene: the share of requests by latency as a chart, a curve with its band per side and a faint
// one for each repetition.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/latency_distribution.h"
#include "gui/plot/scene.h"
#include "gui/study.h"

namespace crossfade::gui {

Scene make_distribution_scene(const Study& study, const std::string& workload,
                              const std::vector<analysis::LatencyDistribution>& distributions,
                              std::optional<std::size_t> selected_side);

}  // namespace crossfade::gui
