// SpreadRows: throughputs and the repetitions behind them as rows of charts, one chart a metric: a side, then
// each of its hosts.
#pragma once

#include <QString>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analysis/statistics/interval.h"
#include "analysis/throughput_spread.h"
#include "gui/study.h"

namespace crossfade::gui {

struct SpreadRow {
  QString label, figure, tip;
  int side = 0;
  bool is_host = false;  ///< of one host of the side above
  bool faded = false;    ///< another side is selected
  std::optional<double> value;
  std::optional<statistics::Interval> interval;
  std::vector<double> repetitions;  ///< of a host
};

struct SpreadPanel {
  QString title;
  std::vector<SpreadRow> rows;
};

std::vector<SpreadPanel> spread_panels(const Study& study,
                                       std::span<const analysis::ThroughputSpread> spreads,
                                       std::optional<std::size_t> selected_side);

}  // namespace crossfade::gui
