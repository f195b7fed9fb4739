// DrawnCounts: what the chart library was given, counted from its own objects: for tests. Ranges are in the
// scene's units.
#pragma once

namespace crossfade::gui {

struct DrawnCounts {
  int curves = 0, points = 0, hollow_points = 0, ringed_points = 0, limits = 0, whiskers = 0, levels = 0,
      paths = 0, bands = 0, omitted = 0;
  int legend_entries = 0;
  double x_low = 0, x_high = 0, y_low = 0, y_high = 0;
};

}  // namespace crossfade::gui
