// CurvePlot: a chart of a Scene: log axes, curves, whiskers, read-out of the nearest point by pointer or
// arrow keys, zoom and pan. The only class that knows the chart library, and only in its .cpp.
#pragma once

#include <QWidget>
#include <memory>

#include "gui/plot/scene.h"
#include "gui/theme.h"

class QPainter;

namespace crossfade::gui {

class CurvePlot : public QWidget {
  Q_OBJECT
 public:
  explicit CurvePlot(QWidget* parent = nullptr);
  ~CurvePlot() override;

  void set_scene(Scene scene);
  const Scene& scene() const;
  void set_theme(const Theme& theme);
  /// Shows everything again.
  void fit();
  /// Draws the chart as vectors.
  void draw(QPainter& painter, const QRect& target);

  /// What the chart library was given, counted from its own objects: for tests.
  struct Drawn {
    int curves = 0, points = 0, hollow_points = 0, ringed_points = 0, whiskers = 0, levels = 0, omitted = 0;
    int legend_entries = 0;
    double x_low = 0, x_high = 0, y_low = 0, y_high = 0;
  };
  Drawn drawn() const;
  /// Where a point is on the widget; null if it is not drawn.
  QPointF pixel_of(int series, int point) const;

 signals:
  /// The text of the point nearest to the pointer or reached by the arrow keys; empty if none.
  void read_out(const QString& text);
  void series_picked(int series);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Chart;
  void rebuild();
  void style_axes();
  void add_level(const PlotLevel& level);
  void add_series(const PlotSeries& series);
  void redraw();
  void arrange();
  void point_at(const QPointF& position);
  void step(int series, int point);
  void show_read_out(int series, int point);

  std::unique_ptr<Chart> chart_;
};

}  // namespace crossfade::gui
