// CurvePlot: the widget of a Chart: read-out of the nearest point by pointer or arrow keys, zoom and pan.
#pragma once

#include <QWidget>
#include <memory>

#include "gui/plot/chart.h"

namespace crossfade::gui {

class CurvePlot : public QWidget {
  Q_OBJECT
 public:
  using Drawn = DrawnCounts;

  explicit CurvePlot(QWidget* parent = nullptr);
  ~CurvePlot() override;

  void set_scene(Scene scene);
  const Scene& scene() const { return chart_->scene(); }
  void set_theme(const Theme& theme);
  /// Shows everything again.
  void fit();
  /// Draws the chart as vectors.
  void draw(QPainter& painter, const QRect& target);

  Drawn drawn() const { return chart_->drawn(); }
  /// Where a point is on the widget; null if it is not drawn.
  QPointF pixel_of(int series, int point) const { return chart_->pixel_of({series, point}); }

 signals:
  /// The text of the point nearest to the pointer or reached by the arrow keys; empty if none.
  void read_out(const QString& text);
  void series_picked(int series);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void showEvent(QShowEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void redraw();
  void step(int series, int point);
  void show_read_out(PointPlace place);

  QCustomPlot* canvas_;
  std::unique_ptr<Chart> chart_;
  PointPlace current_;
};

}  // namespace crossfade::gui
