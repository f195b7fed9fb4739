// Chart: a Scene as objects of the chart library: axes, curves, marks, legend, and the ring about the point
// that is read out. Pixels are those of the canvas. Not the interaction: that is CurvePlot.
#pragma once

#include <QPointF>
#include <QRect>
#include <vector>

#include "gui/plot/axis.h"
#include "gui/plot/drawn_counts.h"
#include "gui/plot/scene.h"
#include "gui/plot/series_items.h"
#include "gui/theme.h"

class QCPItemEllipse;
class QCPItemStraightLine;
class QCustomPlot;
class QPainter;

namespace crossfade::gui {

/// A point by its place in the scene; -1, -1 is none.
struct PointPlace {
  int series = -1, point = -1;
  bool operator==(const PointPlace&) const = default;
};

class Chart {
 public:
  explicit Chart(QCustomPlot& canvas);

  const Scene& scene() const { return scene_; }
  void set_scene(Scene scene);
  /// Keeps what is zoomed into.
  void set_theme(const Theme& theme);
  /// Shows everything.
  void fit();
  /// Suits labels and legend to the canvas's size.
  void arrange();
  /// Null if the point is not drawn.
  QPointF pixel_of(PointPlace place) const;
  PointPlace nearest(const QPointF& pixel) const;
  /// None if the point is not drawn.
  void set_ring(PointPlace place);
  /// Of a legend's entry, by the object the library keeps for it; -1 if of none.
  int series_of(const QObject* plottable) const;
  void draw(QPainter& painter, const QRect& target) const;
  DrawnCounts drawn() const;

 private:
  void rebuild();
  void add_level(const PlotLevel& level);

  QCustomPlot* canvas_;
  Axis x_, y_;
  Scene scene_;
  Theme theme_ = Theme::light();
  QCPItemEllipse* ring_ = nullptr;
  std::vector<SeriesItems> series_;
  std::vector<QCPItemStraightLine*> levels_;
  int omitted_levels_ = 0;
};

}  // namespace crossfade::gui
