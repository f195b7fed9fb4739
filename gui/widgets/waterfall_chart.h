// WaterfallChart: the factors of a ratio as bars on a logarithmic axis from 1, each from where the one above
// ended; with the whiskers of their intervals. Measured counters are solid, inferred ones striped, carried
// ones dotted; a total is framed and empty.
#pragma once

#include "analysis/why/waterfall.h"
#include "gui/widgets/row_chart.h"

namespace crossfade::gui {

class WaterfallChart : public RowChart {
  Q_OBJECT
 public:
  explicit WaterfallChart(std::vector<analysis::WaterfallStep> steps, QWidget* parent = nullptr);

 protected:
  void paint_mark(QPainter& painter, std::size_t row, double y) const override;

 private:
  std::vector<analysis::WaterfallStep> steps_;
};

}  // namespace crossfade::gui
