// PercentileScene: latency by percentile as a chart: x is 1 / (1 - p), so that every further nine is as wide.
#pragma once

#include <optional>
#include <vector>

#include "analysis/percentile_curve.h"
#include "gui/plot/scene.h"
#include "gui/study.h"

namespace crossfade::gui {

Scene make_percentile_scene(const Study& study, const std::string& workload,
                            const std::vector<analysis::PercentileCurve>& curves,
                            std::optional<std::size_t> selected_side);

/// Offered loads of a workload's curves, ascending, each once.
std::vector<double> offered_loads(const Study& study, const std::string& workload);
/// Of them the highest at which every side kept up, else the lowest; absent without any.
std::optional<double> usual_load(const Study& study, const std::string& workload);

}  // namespace crossfade::gui
