// SeriesItems: what the chart library holds for one series: its curve, its filled, hollow and ringed points
// and their whiskers. The library owns the objects.
#pragma once

#include <vector>

#include "gui/plot/scene.h"
#include "gui/theme.h"

class QCPErrorBars;
class QCPGraph;
class QCPItemStraightLine;
class QCustomPlot;

namespace crossfade::gui {

struct SeriesItems {
  QCPGraph* curve = nullptr;
  QCPGraph* filled = nullptr;  ///< stands in the legend
  QCPGraph* hollow = nullptr;
  QCPGraph* ringed = nullptr;
  std::vector<QCPErrorBars*> whiskers;
  std::vector<QCPGraph*> paths;
  QCPGraph* band = nullptr;              ///< its upper edge; null: the series has none
  QCPItemStraightLine* limit = nullptr;  ///< null: the series has none
  int omitted = 0;  ///< points and limits with a value that a logarithmic axis cannot show
};

/// `axis`: what its values stand on.
SeriesItems add_series(QCustomPlot& plot, const PlotSeries& series, const PlotAxis& axis, const Theme& theme);

}  // namespace crossfade::gui
