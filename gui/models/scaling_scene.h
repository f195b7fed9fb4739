// ScalingScene: throughput against threads as a chart, a curve per side with what was fitted to it, and
// beside it the efficiency; and in words what each side gains, or why nothing is fitted.
#pragma once

#include <QStringList>
#include <optional>
#include <vector>

#include "analysis/scaling.h"
#include "gui/plot/scene.h"
#include "gui/study.h"

namespace crossfade::gui {

struct ScalingScenes {
  Scene throughput, efficiency;
  QStringList gains;   ///< a line per side with more than one thread count
  QStringList no_fit;  ///< a line per reason why there is no law, with the sides that have it
};

ScalingScenes make_scaling_scenes(const Study& study, const std::vector<analysis::ScalingCurve>& curves,
                                  std::optional<std::size_t> selected_side);

}  // namespace crossfade::gui
