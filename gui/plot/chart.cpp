#include "gui/plot/chart.h"

#include <qcustomplot.h>

#include <QPicture>
#include <algorithm>
#include <cmath>

#include "gui/plot/extent.h"
#include "gui/plot/ticks.h"

namespace crossfade::gui {
namespace {

constexpr double pick_reach_px = 40, ring_radius_px = 8;
constexpr int legend_mark_px = 60;

}  // namespace

Chart::Chart(QCustomPlot& canvas) : canvas_(&canvas), x_(*canvas.xAxis), y_(*canvas.yAxis) {
  // The legend has a row of its own above the chart: on a hockey stick every corner may hold a curve.
  canvas.plotLayout()->insertRow(0);
  canvas.plotLayout()->addElement(0, 0, canvas.legend);
  canvas.plotLayout()->setRowStretchFactor(0, 0.001);
  canvas.plotLayout()->setRowSpacing(0);
  // The last label of the x axis needs room beyond it.
  canvas.axisRect()->setMinimumMargins(QMargins(0, 4, 28, 0));
  canvas.legend->setFillOrder(QCPLegend::foColumnsFirst);
  rebuild();
}

void Chart::set_scene(Scene scene) {
  scene_ = std::move(scene);
  rebuild();
  fit();
}

void Chart::set_theme(const Theme& theme) {
  theme_ = theme;
  const QCPRange x = canvas_->xAxis->range(), y = canvas_->yAxis->range();
  rebuild();
  canvas_->xAxis->setRange(x);
  canvas_->yAxis->setRange(y);
}

void Chart::add_level(const PlotLevel& level) {
  if (!(level.y > 0)) {
    ++omitted_levels_;
    return;
  }
  auto* line = new QCPItemStraightLine(canvas_);
  line->point1->setCoords(1, level.y);
  line->point2->setCoords(10, level.y);
  line->setPen(QPen(theme_.text, 1.2, Qt::DashLine));
  levels_.push_back(line);
  auto* label = new QCPItemText(canvas_);
  label->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
  label->position->setTypeY(QCPItemPosition::ptPlotCoords);
  label->position->setCoords(0.008, level.y);
  label->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
  label->setText(level.label);
  label->setFont(canvas_->font());
  label->setColor(theme_.text);
  label->setPadding(QMargins(3, 1, 3, 3));
}

void Chart::rebuild() {
  canvas_->clearPlottables();
  canvas_->clearItems();
  series_.clear();
  levels_.clear();
  omitted_levels_ = 0;
  canvas_->setBackground(theme_.base);
  x_.style(scene_.x, theme_, canvas_->font());
  y_.style(scene_.y, theme_, canvas_->font());
  canvas_->legend->setBrush(Qt::NoBrush);
  canvas_->legend->setBorderPen(Qt::NoPen);
  canvas_->legend->setTextColor(theme_.text);
  canvas_->legend->setFont(canvas_->font());
  canvas_->legend->setVisible(!scene_.series.empty());
  for (const PlotLevel& level : scene_.levels) add_level(level);
  for (const PlotSeries& series : scene_.series)
    series_.push_back(add_series(*canvas_, series, scene_.y, theme_));
  ring_ = new QCPItemEllipse(canvas_);
  ring_->setPen(QPen(theme_.selection, 2));
  for (auto* corner : {ring_->topLeft, ring_->bottomRight}) corner->setType(QCPItemPosition::ptAbsolute);
  ring_->setVisible(false);
  arrange();
}

void Chart::arrange() {
  x_.set_most(canvas_->width() / 90);
  y_.set_most(canvas_->height() / 45);
  // As many columns as the longest name allows.
  const QFontMetrics metrics(canvas_->font());
  int widest = 1;
  for (const PlotSeries& series : scene_.series) {
    widest = std::max(widest, metrics.horizontalAdvance(series.name) + legend_mark_px);
  }
  canvas_->legend->setWrap(std::max(1, canvas_->width() / widest));
}

void Chart::fit() {
  const Extent extent = extent_of(scene_);
  canvas_->xAxis->setRange(extent.x_low, extent.x_high);
  canvas_->yAxis->setRange(extent.y_low, extent.y_high);
}

QPointF Chart::pixel_of(PointPlace place) const {
  if (place.series < 0 || place.point < 0 || place.series >= static_cast<int>(scene_.series.size()))
    return {};
  const auto& points = scene_.series[static_cast<std::size_t>(place.series)].points;
  if (place.point >= static_cast<int>(points.size())) return {};
  const PlotPoint& chosen = points[static_cast<std::size_t>(place.point)];
  if (!drawable(chosen, scene_.y)) return {};
  return {canvas_->xAxis->coordToPixel(chosen.x), canvas_->yAxis->coordToPixel(chosen.y.value_or(0))};
}

PointPlace Chart::nearest(const QPointF& pixel) const {
  std::vector<double> xs, ys;
  std::vector<PointPlace> who;
  for (int series = 0; series < static_cast<int>(scene_.series.size()); ++series) {
    const auto& points = scene_.series[static_cast<std::size_t>(series)].points;
    for (int point = 0; point < static_cast<int>(points.size()); ++point) {
      const QPointF drawn = pixel_of({series, point});
      if (drawn.isNull()) continue;
      xs.push_back(drawn.x());
      ys.push_back(drawn.y());
      who.push_back({series, point});
    }
  }
  const int found = nearest_point(xs, ys, pixel.x(), pixel.y(), pick_reach_px);
  return found < 0 ? PointPlace{} : who[static_cast<std::size_t>(found)];
}

void Chart::set_ring(PointPlace place) {
  const QPointF pixel = pixel_of(place);
  ring_->setVisible(!pixel.isNull());
  const QPointF radius(ring_radius_px, ring_radius_px);
  ring_->topLeft->setCoords(pixel - radius);
  ring_->bottomRight->setCoords(pixel + radius);
}

int Chart::series_of(const QObject* plottable) const {
  const auto found = std::find_if(series_.begin(), series_.end(),
                                  [&](const SeriesItems& items) { return items.filled == plottable; });
  return found == series_.end() ? -1 : static_cast<int>(found - series_.begin());
}

void Chart::draw(QPainter& painter, const QRect& target) const {
  // QCustomPlot draws with a painter of its own kind: a recorded picture stays vectors in SVG.
  QPicture picture;
  QCPPainter vectors;
  vectors.begin(&picture);
  vectors.setMode(QCPPainter::pmVectorized);
  vectors.setMode(QCPPainter::pmNoCaching);
  canvas_->toPainter(&vectors, target.width(), target.height());
  vectors.end();
  painter.drawPicture(target.topLeft(), picture);
}

DrawnCounts Chart::drawn() const {
  DrawnCounts result;
  result.curves = static_cast<int>(series_.size());
  result.levels = static_cast<int>(levels_.size());
  result.omitted = omitted_levels_;
  result.legend_entries = canvas_->legend->itemCount();
  for (const SeriesItems& items : series_) {
    result.omitted += items.omitted;
    result.hollow_points += items.hollow->dataCount();
    result.points += items.filled->dataCount() + items.hollow->dataCount();
    result.ringed_points += items.ringed->dataCount();
    result.limits += items.limit != nullptr;
    result.bands += items.band != nullptr;
    result.paths += static_cast<int>(items.paths.size());
    for (const QCPErrorBars* bars : items.whiskers) {
      for (const QCPErrorBarsData& bar : *bars->data()) {
        if (std::isfinite(bar.errorPlus)) ++result.whiskers;
      }
    }
  }
  result.x_low = canvas_->xAxis->range().lower;
  result.x_high = canvas_->xAxis->range().upper;
  result.y_low = canvas_->yAxis->range().lower;
  result.y_high = canvas_->yAxis->range().upper;
  return result;
}

}  // namespace crossfade::gui
