// CurveFigure: a chart of curves within a page, with the read-out of its nearest point below it.
#pragma once

#include <QWidget>

#include "gui/plot/curve_plot.h"

class QLabel;

namespace crossfade::gui {

class CurveFigure : public QWidget {
  Q_OBJECT
 public:
  explicit CurveFigure(Scene scene, QWidget* parent = nullptr);
  CurvePlot& plot() { return *plot_; }

 signals:
  /// By legend or key, of a scene whose series have the colours of their sides.
  void side_picked(int side);

 private:
  CurvePlot* plot_;
  QLabel* read_out_;
};

}  // namespace crossfade::gui
