#include "gui/plot/series_items.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gui/plot/extent.h"
#include "gui/plot/series_mark.h"

namespace crossfade::gui {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

struct Points {
  QVector<double> x, y, below, above;

  void add(const PlotPoint& point, double value) {
    x << point.x;
    y << value;
    below << (point.whisker && point.whisker->low > 0 ? value - point.whisker->low : nothing);
    above << (point.whisker ? point.whisker->high - value : nothing);
  }
};

QCPScatterStyle marker(int index, const QColor& colour, const QColor& fill, double size) {
  // The library takes a custom path as made for a size of 6.
  const QPainterPath path = QTransform::fromScale(3, 3).map(series_mark(index));
  QPen outline(colour, 1.6);
  outline.setCosmetic(true);  // it would grow with the path
  return {path, outline, QBrush(fill), size};
}

QCPGraph* add_points(QCustomPlot& plot, const Points& points, const QCPScatterStyle& style,
                     const QColor& colour) {
  auto* graph = plot.addGraph();
  graph->setData(points.x, points.y, true);
  graph->setLineStyle(QCPGraph::lsNone);
  graph->setPen(QPen(colour, 1));
  graph->setScatterStyle(style);
  graph->removeFromLegend();
  return graph;
}

QCPErrorBars* add_whiskers(QCustomPlot& plot, QCPGraph* points, const Points& of, const QColor& colour) {
  auto* bars = new QCPErrorBars(plot.xAxis, plot.yAxis);
  bars->setDataPlottable(points);
  bars->setData(of.below, of.above);
  bars->setPen(QPen(colour, 1));
  bars->setWhiskerWidth(7);
  bars->setSymbolGap(0);
  bars->removeFromLegend();
  return bars;
}

QPen pen_of(PathLook look, const QColor& colour, bool thick) {
  switch (look) {
    case PathLook::predicted:
      return {colour, thick ? 2.4 : 1.4, Qt::DashLine};
    case PathLook::guide:
      return {colour, 1, Qt::DotLine};
    case PathLook::repetition: {
      QColor faint = colour;
      faint.setAlphaF(0.35F);
      return {faint, 1};
    }
    case PathLook::fitted:
      break;
  }
  return {colour, thick ? 2.4 : 1.4};
}

/// Between the whiskers' ends, as far as points have one.
QCPGraph* add_band(QCustomPlot& plot, const std::vector<PlotPoint>& points, const QColor& colour) {
  QVector<double> x, low, high;
  for (const PlotPoint& point : points) {
    x << point.x;
    low << (point.whisker ? point.whisker->low : nothing);
    high << (point.whisker ? point.whisker->high : nothing);
  }
  const auto add_edge = [&](const QVector<double>& y) {
    auto* edge = plot.addGraph();
    edge->setData(x, y, true);
    edge->setPen(Qt::NoPen);
    edge->removeFromLegend();
    return edge;
  };
  auto* lower = add_edge(low);
  auto* upper = add_edge(high);
  QColor pale = colour;
  pale.setAlphaF(0.25F);
  upper->setBrush(pale);
  upper->setChannelFillGraph(lower);
  return upper;
}

QCPGraph* add_path(QCustomPlot& plot, const PlotPath& path, const QPen& pen) {
  QVector<double> x, y;
  for (const QPointF& point : path.points) {
    x << point.x();
    y << (point.x() > 0 && point.y() >= 0 ? point.y() : nothing);
  }
  auto* graph = plot.addGraph();
  graph->setData(x, y, true);
  graph->setPen(pen);
  graph->removeFromLegend();
  return graph;
}

/// Null if it cannot be drawn.
QCPItemStraightLine* add_limit(QCustomPlot& plot, const PlotLimit& limit, const QColor& colour, bool thick) {
  if (!(limit.x > 0) || !std::isfinite(limit.x)) return nullptr;
  if (limit.interval) {
    constexpr double left_of_all = 1e-9;  // of a log axis: an interval may have no lower end
    auto* band = new QCPItemRect(&plot);
    for (auto* corner : {band->topLeft, band->bottomRight})
      corner->setTypeY(QCPItemPosition::ptAxisRectRatio);
    band->topLeft->setCoords(std::max(limit.interval->low, left_of_all * limit.x), 0);
    band->bottomRight->setCoords(limit.interval->high, 1);
    QColor pale = colour;
    pale.setAlphaF(0.12F);
    band->setBrush(pale);
    band->setPen(Qt::NoPen);
  }
  auto* line = new QCPItemStraightLine(&plot);
  line->point1->setCoords(limit.x, 1);
  line->point2->setCoords(limit.x, 10);
  line->setPen(QPen(colour, thick ? 2.4 : 1.4, Qt::DashDotLine));
  return line;
}

}  // namespace

SeriesItems add_series(QCustomPlot& plot, const PlotSeries& series, const PlotAxis& axis,
                       const Theme& theme) {
  SeriesItems items;
  QVector<double> x, y;
  Points filled, hollow, ringed;
  for (const PlotPoint& point : series.points) {
    const double value = point.y.value_or(nothing);
    x << point.x;
    if (!drawable(point, axis)) {
      // The curve breaks: a step that has no value is never joined across.
      if (point.y) ++items.omitted;
      y << nothing;
      continue;
    }
    y << value;
    (point.hollow ? hollow : filled).add(point, value);
    if (point.ringed) ringed.add(point, value);
  }
  const QColor own = theme.series_colour(series.colour);
  const QColor colour = series.faded ? mixed(theme.base, own, 0.35) : own;
  const double size = series.emphasised ? 12 : 10;
  // Beneath the points.
  if (series.banded) items.band = add_band(plot, series.points, colour);
  for (const PlotPath& path : series.paths)
    items.paths.push_back(add_path(plot, path, pen_of(path.look, colour, series.emphasised)));
  items.curve = plot.addGraph();
  items.curve->setData(x, y, true);
  // Among the repetitions that it is made of it stands out.
  items.curve->setPen(QPen(colour, series.emphasised ? 2.4 : series.banded ? 1.8 : 1));
  if (!series.joined) items.curve->setLineStyle(QCPGraph::lsNone);
  items.curve->removeFromLegend();
  items.filled = add_points(plot, filled, marker(series.colour, colour, colour, size), colour);
  items.filled->setName(series.name);
  items.filled->addToLegend();
  items.filled->setScatterSkip(series.mark_every - 1);
  if (!series.banded) items.whiskers.push_back(add_whiskers(plot, items.filled, filled, colour));
  items.hollow = add_points(plot, hollow, marker(series.colour, colour, theme.base, size), colour);
  items.hollow->setScatterSkip(series.mark_every - 1);
  if (!series.banded) items.whiskers.push_back(add_whiskers(plot, items.hollow, hollow, colour));
  items.ringed = add_points(plot, ringed,
                            {QCPScatterStyle::ssCircle, QPen(colour, 1.6), QBrush(Qt::NoBrush), 20}, colour);
  if (series.limit) {
    items.limit = add_limit(plot, *series.limit, colour, series.emphasised);
    if (items.limit == nullptr) ++items.omitted;
  }
  return items;
}

}  // namespace crossfade::gui
