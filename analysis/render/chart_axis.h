// Chart axis: from values to places between 0 and 1, with the ticks to write beside it. No drawing.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/render/chart_panel.h"

namespace crossfade::analysis {

struct ChartAxis {
  double low = 0, high = 1;
  bool logarithmic = false;
  std::vector<double> ticks;  ///< ascending, within low ... high

  /// 0 ... 1; what lies outside is put on the end that it lies beyond.
  double at(double value) const;
  bool holds(double value) const { return value >= low && value <= high; }
};

/// For ratios: logarithmic, and 1 is on it. An interval far wider than the values lie apart does not set it:
/// it is cut off.
ChartAxis ratio_axis(std::span<const ChartMark> marks, std::span<const double> lines);

/// For amounts: from 0.
ChartAxis amount_axis(std::span<const ChartMark> marks);

/// "0.95", "2", "1e-05".
std::string tick_text(double tick);

}  // namespace crossfade::analysis
