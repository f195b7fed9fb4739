// Extent: the part of the plane that shows a whole scene with a margin. Pure functions.
#pragma once

#include "gui/plot/scene.h"

namespace crossfade::gui {

struct Extent {
  double x_low = 1, x_high = 10, y_low = 1, y_high = 10;  ///< 1 ... 10 where there is nothing to show
};

/// Points, whiskers and levels; what an axis cannot show is passed over. Shares are shown from none to all.
Extent extent_of(const Scene& scene);
/// It has a value, and a place on a logarithmic x axis and this y axis.
bool drawable(const PlotPoint& point, const PlotAxis& y);

}  // namespace crossfade::gui
