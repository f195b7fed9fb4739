// MarkChart: one panel of a table's chart: points with intervals beside 1, or bars from 0. Better is a disc,
// worse a diamond, neither a ring.
#pragma once

#include "gui/widgets/row_chart.h"

namespace crossfade::gui {

class MarkChart : public RowChart {
  Q_OBJECT
 public:
  MarkChart(const analysis::Chart& chart, analysis::ChartPanel panel, QWidget* parent = nullptr);

 protected:
  void paint_mark(QPainter& painter, std::size_t row, double y) const override;

 private:
  std::vector<analysis::ChartMark> marks_;
  bool bars_;
};

}  // namespace crossfade::gui
