#include "gui/plot/extent.h"

#include <algorithm>
#include <cmath>

#include "gui/plot/share_axis.h"

namespace crossfade::gui {
namespace {

constexpr double share_margin = 0.03;

struct Span {
  double low = 0, high = 0;  ///< 0: nothing yet

  void widen(double value) {
    if (!(value > 0) || !std::isfinite(value)) return;
    low = low > 0 ? std::min(low, value) : value;
    high = std::max(high, value);
  }
  /// A share of the span, and at least a fifth of an octave where there is a single value.
  void pad(double& to_low, double& to_high) const {
    if (!(low > 0)) return;
    const double decades = std::max(std::log10(high / low), 0.06);
    const double margin = std::pow(10.0, decades * 0.07);
    to_low = low / margin;
    to_high = high * margin;
  }
};

}  // namespace

bool drawable(const PlotPoint& point, const PlotAxis& y) {
  const bool may_be_none = y.unit == share_unit;
  return point.y && std::isfinite(*point.y) && (*point.y > 0 || (may_be_none && *point.y == 0)) &&
         std::isfinite(point.x) && point.x > 0;
}

Extent extent_of(const Scene& scene) {
  Span x, y;
  for (const PlotSeries& series : scene.series) {
    if (series.limit) x.widen(series.limit->x);
    for (const PlotPath& path : series.paths) {
      for (const QPointF& point : path.points) {
        x.widen(point.x());
        y.widen(point.y());
      }
    }
    for (const PlotPoint& point : series.points) {
      if (!drawable(point, scene.y)) continue;
      x.widen(point.x);
      y.widen(point.y.value_or(0));
      if (!point.whisker) continue;
      y.widen(point.whisker->low);
      y.widen(point.whisker->high);
    }
  }
  for (const PlotLevel& level : scene.levels) y.widen(level.y);
  Extent extent;
  x.pad(extent.x_low, extent.x_high);
  y.pad(extent.y_low, extent.y_high);
  if (scene.y.unit == share_unit) {
    extent.y_low = -share_margin;
    extent.y_high = 1 + share_margin;
  }
  return extent;
}

}  // namespace crossfade::gui
