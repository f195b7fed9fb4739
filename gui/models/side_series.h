// SideSeries: how a side looks in every chart: its name and colour, in front where it is selected, faded
// where another one is. The baseline never fades: every reading is against it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "gui/plot/scene.h"
#include "gui/study.h"

namespace crossfade::gui {

/// A series without points.
PlotSeries side_series(const Study& study, const std::string& side, std::optional<std::size_t> selected_side);

/// Another side than this one, which is not the baseline, is selected. `side`: index into Study::sides.
bool is_faded(const Study& study, int side, std::optional<std::size_t> selected_side);

}  // namespace crossfade::gui
