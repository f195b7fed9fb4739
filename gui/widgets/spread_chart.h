// SpreadChart: a bar from 0 with its interval for each side, and below it for each of its hosts the
// repetitions as dots about the host's mean. A click on a row picks its side.
#pragma once

#include "gui/models/spread_rows.h"
#include "gui/widgets/row_chart.h"

namespace crossfade::gui {

class SpreadChart : public RowChart {
  Q_OBJECT
 public:
  explicit SpreadChart(SpreadPanel panel, QWidget* parent = nullptr);
  const SpreadPanel& panel() const { return panel_; }

 signals:
  void side_picked(int side);

 protected:
  void paint_mark(QPainter& painter, std::size_t row, double y) const override;
  void mouseReleaseEvent(QMouseEvent* event) override;

 private:
  void paint_bar(QPainter& painter, const SpreadRow& row, double y, const QColor& colour) const;
  void paint_repetitions(QPainter& painter, const SpreadRow& row, double y, const QColor& colour) const;

  SpreadPanel panel_;
};

}  // namespace crossfade::gui
