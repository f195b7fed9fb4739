// Scene: what an x-y chart shows, in data units: series of points with whiskers, lines, marks. What the plot
// draws and what tests assert on; no pixels, no library types.
#pragma once

#include <QPointF>
#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "analysis/statistics/interval.h"

namespace crossfade::gui {

struct PlotPoint {
  double x = 0;
  std::optional<double> y;                      ///< absent: the curve breaks here
  std::optional<statistics::Interval> whisker;  ///< 95 % interval of y
  bool hollow = false;                          ///< saturated: the system did not keep up
  bool ringed = false;                          ///< the highest measured rate that keeps the objective
  QString read_out;                             ///< shown when the point is nearest to the pointer
};

/// A vertical line in the series' colour, with a band for its 95 % interval: how far along x it goes well.
struct PlotLimit {
  double x = 0;
  std::optional<statistics::Interval> interval;
};

enum class PathLook { fitted, predicted, guide, repetition };

/// A line in the series' colour that no points stand on: what was fitted, what is predicted, a mere guide to
/// the eye, or one of the repetitions that the points are the mean of.
struct PlotPath {
  PathLook look = PathLook::fitted;
  std::vector<QPointF> points = {};
};

struct PlotSeries {
  QString name;
  int colour = 0;           ///< index into Theme::series; the marker's shape follows it
  bool emphasised = false;  ///< selected: thicker
  bool faded = false;       ///< another one is selected
  std::vector<PlotPoint> points = {};
  std::optional<PlotLimit> limit = {};  ///< SLO throughput that was solved, not measured at a point
  bool joined = true;                   ///< a line from point to point
  bool banded = false;                  ///< a band instead of a whisker for each point
  int mark_every = 1;                   ///< only so many of the points have a mark
  std::vector<PlotPath> paths = {};
};

/// A horizontal line over the whole width.
struct PlotLevel {
  QString label;
  double y = 0;
};

struct PlotAxis {
  QString title;
  std::string unit;                ///< of the vocabulary; scales the tick labels
  std::vector<double> ticks = {};  ///< what is labelled, where round values would say nothing; may be empty
};

/// Axes are logarithmic, but for one of shares (share_axis.h): values that an axis cannot show are not drawn;
/// the plot counts them as omitted.
struct Scene {
  PlotAxis x, y;
  std::vector<PlotSeries> series;
  std::vector<PlotLevel> levels;
  QString summary;  ///< one sentence for a screen reader
};

}  // namespace crossfade::gui
