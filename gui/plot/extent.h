// Extent: the part of the plane that shows a whole scene on logarithmic axes, with a margin. Pure functions.
#pragma once

#include "gui/plot/scene.h"

namespace crossfade::gui {

struct Extent {
  double x_low = 1, x_high = 10, y_low = 1, y_high = 10;  ///< 1 ... 10 where there is nothing to show
};

/// Points, whiskers and levels; what a logarithmic axis cannot show is passed over.
Extent extent_of(const Scene& scene);
/// It has a value, and a place on logarithmic axes.
bool drawable(const PlotPoint& point);

}  // namespace crossfade::gui
