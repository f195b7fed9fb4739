#include "gui/plot/curve_plot.h"

#include <qcustomplot.h>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPicture>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "gui/format.h"
#include "gui/plot/ticks.h"

namespace crossfade::gui {
namespace {

constexpr double pick_reach_px = 40;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// Labels a log axis at round values with the unit beside the number.
class LogTicker : public QCPAxisTicker {
 public:
  explicit LogTicker(std::string unit) : unit_(std::move(unit)) {}
  void set_most(int most) { most_ = std::max(2, most); }

 protected:
  QVector<double> createTickVector(double, const QCPRange& range) override {
    const auto ticks = log_ticks(range.lower, range.upper, most_);
    return {ticks.begin(), ticks.end()};
  }
  QVector<double> createSubTickVector(int, const QVector<double>& ticks) override {
    if (ticks.size() < 2) return {};
    QVector<double> between;
    for (const double tick : log_ticks(ticks.front() / 10, ticks.back() * 10, 200)) {
      if (!ticks.contains(tick)) between << tick;
    }
    return between;
  }
  QString getTickLabel(double tick, const QLocale&, QChar, int) override {
    return format_tick(tick, unit_, QLocale());
  }

 private:
  std::string unit_;
  int most_ = 8;
};

/// Fillable shapes only: filled and hollow have to be told apart.
QCPScatterStyle marker(int shape, const QColor& colour, const QColor& fill, double size) {
  static constexpr std::array shapes{QCPScatterStyle::ssCircle, QCPScatterStyle::ssSquare,
                                     QCPScatterStyle::ssDiamond, QCPScatterStyle::ssTriangle,
                                     QCPScatterStyle::ssTriangleInverted};
  const auto chosen = shapes[static_cast<std::size_t>(std::max(0, shape)) % shapes.size()];
  const bool round = chosen == QCPScatterStyle::ssCircle || chosen == QCPScatterStyle::ssSquare;
  return {chosen, QPen(colour, 1.6), QBrush(fill), round ? size * 0.85 : size};
}

bool drawable(const PlotPoint& point) {
  return point.y && std::isfinite(*point.y) && *point.y > 0 && std::isfinite(point.x) && point.x > 0;
}

QCPRange padded(double low, double high) {
  // A share of the span, and at least a fifth of an octave where there is a single value.
  const double span = std::max(std::log10(high / low), 0.06);
  const double margin = std::pow(10.0, span * 0.07);
  return {low / margin, high * margin};
}

}  // namespace

struct CurvePlot::Chart {
  QCustomPlot* plot = nullptr;
  Scene scene;
  Theme theme = Theme::light();
  QSharedPointer<LogTicker> x_ticker, y_ticker;
  QCPItemEllipse* pointer = nullptr;
  std::vector<QCPGraph*> curves, filled, hollow, ringed;
  std::vector<QCPErrorBars*> whiskers;
  std::vector<QCPItemStraightLine*> levels;
  int omitted = 0;
  int current_series = -1, current_point = -1;
};

CurvePlot::CurvePlot(QWidget* parent) : QWidget(parent), chart_(std::make_unique<Chart>()) {
  setFocusPolicy(Qt::StrongFocus);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* plot = new QCustomPlot(this);
  chart_->plot = plot;
  plot->setFocusPolicy(Qt::NoFocus);
  // Never without an area: a page that is not shown may be laid out at no size.
  plot->setMinimumSize(240, 160);
  plot->setMouseTracking(true);
  plot->installEventFilter(this);
  plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  plot->setNoAntialiasingOnDrag(true);
  plot->xAxis->setScaleType(QCPAxis::stLogarithmic);
  plot->yAxis->setScaleType(QCPAxis::stLogarithmic);
  // The legend has a row of its own above the chart: on a hockey stick every corner may hold a curve.
  plot->plotLayout()->insertRow(0);
  plot->plotLayout()->addElement(0, 0, plot->legend);
  plot->plotLayout()->setRowStretchFactor(0, 0.001);
  plot->plotLayout()->setRowSpacing(0);
  // The last label of the x axis needs room beyond it.
  plot->axisRect()->setMinimumMargins(QMargins(0, 4, 28, 0));
  plot->legend->setFillOrder(QCPLegend::foColumnsFirst);
  connect(plot, &QCustomPlot::legendClick, this,
          [this](QCPLegend*, QCPAbstractLegendItem* item, QMouseEvent*) {
            auto* of_graph = qobject_cast<QCPPlottableLegendItem*>(item);
            if (of_graph == nullptr) return;
            for (std::size_t i = 0; i < chart_->filled.size(); ++i) {
              if (chart_->filled[i] == of_graph->plottable()) emit series_picked(static_cast<int>(i));
            }
          });
  layout->addWidget(plot);
  // The ring follows no zoom: it is in pixels.
  for (const QCPAxis* axis : {plot->xAxis, plot->yAxis}) {
    connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
            [this] { show_read_out(-1, -1); });
  }
  rebuild();
}

CurvePlot::~CurvePlot() = default;

void CurvePlot::set_scene(Scene scene) {
  chart_->scene = std::move(scene);
  chart_->current_series = chart_->current_point = -1;
  setAccessibleDescription(chart_->scene.summary);
  rebuild();
  fit();
}

const Scene& CurvePlot::scene() const {
  return chart_->scene;
}

void CurvePlot::set_theme(const Theme& theme) {
  chart_->theme = theme;
  const QCPRange x = chart_->plot->xAxis->range(), y = chart_->plot->yAxis->range();
  rebuild();
  chart_->plot->xAxis->setRange(x);
  chart_->plot->yAxis->setRange(y);
  redraw();
}

void CurvePlot::style_axes() {
  QCustomPlot& plot = *chart_->plot;
  const Theme& theme = chart_->theme;
  plot.setBackground(theme.base);
  chart_->x_ticker = QSharedPointer<LogTicker>::create(chart_->scene.x.unit);
  chart_->y_ticker = QSharedPointer<LogTicker>::create(chart_->scene.y.unit);
  plot.xAxis->setTicker(chart_->x_ticker);
  plot.yAxis->setTicker(chart_->y_ticker);
  plot.xAxis->setLabel(chart_->scene.x.title);
  plot.yAxis->setLabel(chart_->scene.y.title);
  for (QCPAxis* axis : {plot.xAxis, plot.yAxis}) {
    axis->setLabelColor(theme.text);
    axis->setTickLabelColor(theme.text);
    axis->setLabelFont(font());
    axis->setTickLabelFont(font());
    axis->setBasePen(QPen(theme.muted_text, 1));
    axis->setTickPen(QPen(theme.muted_text, 1));
    axis->setSubTickPen(QPen(theme.line, 1));
    axis->setTickLength(0, 4);
    axis->setSubTickLength(0, 2);
    axis->grid()->setPen(QPen(mixed(theme.base, theme.text, 0.12), 1));
    axis->grid()->setSubGridVisible(false);
    axis->grid()->setZeroLinePen(Qt::NoPen);
  }
  plot.legend->setBrush(Qt::NoBrush);
  plot.legend->setBorderPen(Qt::NoPen);
  plot.legend->setTextColor(theme.text);
  plot.legend->setFont(font());
}

void CurvePlot::add_level(const PlotLevel& level) {
  if (!(level.y > 0)) {
    ++chart_->omitted;
    return;
  }
  auto* line = new QCPItemStraightLine(chart_->plot);
  line->point1->setCoords(1, level.y);
  line->point2->setCoords(10, level.y);
  line->setPen(QPen(chart_->theme.text, 1.2, Qt::DashLine));
  chart_->levels.push_back(line);
  auto* label = new QCPItemText(chart_->plot);
  label->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
  label->position->setTypeY(QCPItemPosition::ptPlotCoords);
  label->position->setCoords(0.008, level.y);
  label->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
  label->setText(level.label);
  label->setFont(font());
  label->setColor(chart_->theme.text);
  label->setPadding(QMargins(3, 1, 3, 3));
}

void CurvePlot::add_series(const PlotSeries& series) {
  struct Points {
    QVector<double> x, y, below, above;
  };
  QVector<double> x, y;
  Points filled, hollow, ringed;
  for (const PlotPoint& point : series.points) {
    x << point.x;
    if (!drawable(point)) {
      // The curve breaks: a step that has no value is never joined across.
      if (point.y) ++chart_->omitted;
      y << nothing;
      continue;
    }
    y << *point.y;
    Points& kind = point.hollow ? hollow : filled;
    kind.x << point.x;
    kind.y << *point.y;
    kind.below << (point.whisker && point.whisker->low > 0 ? *point.y - point.whisker->low : nothing);
    kind.above << (point.whisker ? point.whisker->high - *point.y : nothing);
    if (!point.ringed) continue;
    ringed.x << point.x;
    ringed.y << *point.y;
  }
  const Theme& theme = chart_->theme;
  const QColor own = theme.series_colour(series.colour);
  const QColor colour = series.faded ? mixed(theme.base, own, 0.35) : own;
  const double size = series.emphasised ? 11 : 9;
  QCustomPlot& plot = *chart_->plot;
  auto* curve = plot.addGraph();
  curve->setData(x, y, true);
  curve->setPen(QPen(colour, series.emphasised ? 2.4 : 1));
  curve->removeFromLegend();
  chart_->curves.push_back(curve);
  const auto add_points = [&](const Points& points, const QCPScatterStyle& style) {
    auto* graph = plot.addGraph();
    graph->setData(points.x, points.y, true);
    graph->setLineStyle(QCPGraph::lsNone);
    graph->setPen(QPen(colour, 1));
    graph->setScatterStyle(style);
    graph->removeFromLegend();
    return graph;
  };
  const auto add_whiskers = [&](QCPGraph* points, const Points& of) {
    auto* bars = new QCPErrorBars(plot.xAxis, plot.yAxis);
    bars->setDataPlottable(points);
    bars->setData(of.below, of.above);
    bars->setPen(QPen(colour, 1));
    bars->setWhiskerWidth(7);
    bars->setSymbolGap(0);
    bars->removeFromLegend();
    chart_->whiskers.push_back(bars);
  };
  chart_->filled.push_back(add_points(filled, marker(series.colour, colour, colour, size)));
  chart_->filled.back()->setName(series.name);
  chart_->filled.back()->addToLegend();
  add_whiskers(chart_->filled.back(), filled);
  chart_->hollow.push_back(add_points(hollow, marker(series.colour, colour, theme.base, size)));
  add_whiskers(chart_->hollow.back(), hollow);
  chart_->ringed.push_back(
      add_points(ringed, {QCPScatterStyle::ssCircle, QPen(colour, 1.6), QBrush(Qt::NoBrush), 20}));
}

void CurvePlot::rebuild() {
  Chart& chart = *chart_;
  chart.plot->clearPlottables();
  chart.plot->clearItems();
  for (auto* graphs : {&chart.curves, &chart.filled, &chart.hollow, &chart.ringed}) graphs->clear();
  chart.whiskers.clear();
  chart.levels.clear();
  chart.omitted = 0;
  style_axes();
  const auto& all = chart.scene.series;
  for (const PlotLevel& level : chart.scene.levels) add_level(level);
  for (const PlotSeries& series : all) add_series(series);
  chart.pointer = new QCPItemEllipse(chart.plot);
  chart.pointer->setPen(QPen(chart.theme.selection, 2));
  chart.pointer->setVisible(false);
  chart.plot->legend->setVisible(!all.empty());
  arrange();
  redraw();
}

void CurvePlot::redraw() {
  // Hidden there is nothing to draw into, and the library complains; showing draws.
  if (isVisible()) chart_->plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::arrange() {
  chart_->x_ticker->set_most(width() / 90);
  chart_->y_ticker->set_most(height() / 45);
  // As many columns as the longest name allows.
  int widest = 1;
  for (const PlotSeries& series : chart_->scene.series) {
    widest = std::max(widest, fontMetrics().horizontalAdvance(series.name) + 60);
  }
  chart_->plot->legend->setWrap(std::max(1, width() / widest));
}

void CurvePlot::fit() {
  double x_low = 0, x_high = 0, y_low = 0, y_high = 0;
  const auto widen = [](double value, double& low, double& high) {
    if (!(value > 0) || !std::isfinite(value)) return;
    low = low > 0 ? std::min(low, value) : value;
    high = std::max(high, value);
  };
  for (const PlotSeries& series : chart_->scene.series) {
    for (const PlotPoint& point : series.points) {
      if (!drawable(point)) continue;
      widen(point.x, x_low, x_high);
      widen(*point.y, y_low, y_high);
      if (!point.whisker) continue;
      widen(point.whisker->low, y_low, y_high);
      widen(point.whisker->high, y_low, y_high);
    }
  }
  for (const PlotLevel& level : chart_->scene.levels) widen(level.y, y_low, y_high);
  chart_->plot->xAxis->setRange(x_low > 0 ? padded(x_low, x_high) : QCPRange(1, 10));
  chart_->plot->yAxis->setRange(y_low > 0 ? padded(y_low, y_high) : QCPRange(1, 10));
  redraw();
}

void CurvePlot::draw(QPainter& painter, const QRect& target) {
  // QCustomPlot draws with a painter of its own kind: a recorded picture stays vectors in SVG.
  QPicture picture;
  QCPPainter vectors;
  vectors.begin(&picture);
  vectors.setMode(QCPPainter::pmVectorized);
  vectors.setMode(QCPPainter::pmNoCaching);
  chart_->plot->toPainter(&vectors, target.width(), target.height());
  vectors.end();
  painter.drawPicture(target.topLeft(), picture);
}

CurvePlot::Drawn CurvePlot::drawn() const {
  const auto size_of = [](const std::vector<QCPGraph*>& graphs) {
    int points = 0;
    for (const QCPGraph* graph : graphs) points += graph->dataCount();
    return points;
  };
  Drawn result;
  result.curves = static_cast<int>(chart_->curves.size());
  result.hollow_points = size_of(chart_->hollow);
  result.points = size_of(chart_->filled) + result.hollow_points;
  result.ringed_points = size_of(chart_->ringed);
  result.levels = static_cast<int>(chart_->levels.size());
  result.omitted = chart_->omitted;
  result.legend_entries = chart_->plot->legend->itemCount();
  for (const QCPErrorBars* bars : chart_->whiskers) {
    for (const QCPErrorBarsData& bar : *bars->data()) {
      if (std::isfinite(bar.errorPlus)) ++result.whiskers;
    }
  }
  result.x_low = chart_->plot->xAxis->range().lower;
  result.x_high = chart_->plot->xAxis->range().upper;
  result.y_low = chart_->plot->yAxis->range().lower;
  result.y_high = chart_->plot->yAxis->range().upper;
  return result;
}

QPointF CurvePlot::pixel_of(int series, int point) const {
  const auto& all = chart_->scene.series;
  if (series < 0 || point < 0 || series >= static_cast<int>(all.size())) return {};
  const auto& points = all[static_cast<std::size_t>(series)].points;
  if (point >= static_cast<int>(points.size())) return {};
  const PlotPoint& chosen = points[static_cast<std::size_t>(point)];
  if (!drawable(chosen)) return {};
  return {chart_->plot->xAxis->coordToPixel(chosen.x), chart_->plot->yAxis->coordToPixel(*chosen.y)};
}

void CurvePlot::point_at(const QPointF& position) {
  std::vector<double> xs, ys;
  std::vector<std::pair<int, int>> who;
  for (int series = 0; series < static_cast<int>(chart_->scene.series.size()); ++series) {
    const auto& points = chart_->scene.series[static_cast<std::size_t>(series)].points;
    for (int point = 0; point < static_cast<int>(points.size()); ++point) {
      const QPointF pixel = pixel_of(series, point);
      if (pixel.isNull()) continue;
      xs.push_back(pixel.x());
      ys.push_back(pixel.y());
      who.emplace_back(series, point);
    }
  }
  const int nearest = nearest_point(xs, ys, position.x(), position.y(), pick_reach_px);
  const auto [series, point] = nearest < 0 ? std::pair(-1, -1) : who[static_cast<std::size_t>(nearest)];
  show_read_out(series, point);
}

void CurvePlot::show_read_out(int series, int point) {
  if (series == chart_->current_series && point == chart_->current_point) return;
  chart_->current_series = series;
  chart_->current_point = point;
  const QPointF pixel = pixel_of(series, point);
  chart_->pointer->setVisible(!pixel.isNull());
  QString text;
  if (!pixel.isNull()) {
    for (auto* corner : {chart_->pointer->topLeft, chart_->pointer->bottomRight}) {
      corner->setType(QCPItemPosition::ptAbsolute);
    }
    chart_->pointer->topLeft->setCoords(pixel - QPointF(8, 8));
    chart_->pointer->bottomRight->setCoords(pixel + QPointF(8, 8));
    const auto& points = chart_->scene.series[static_cast<std::size_t>(series)].points;
    text = points[static_cast<std::size_t>(point)].read_out;
  }
  redraw();
  emit read_out(text);
}

void CurvePlot::step(int series, int point) {
  // To the next drawn point along the curve, or to the same place of the next curve.
  const auto& all = chart_->scene.series;
  if (all.empty()) return;
  const int last = static_cast<int>(all.size()) - 1;
  const int to_series = std::clamp(chart_->current_series < 0 ? 0 : chart_->current_series + series, 0, last);
  const auto count = static_cast<int>(all[static_cast<std::size_t>(to_series)].points.size());
  int to_point = chart_->current_point < 0 ? 0 : chart_->current_point + point;
  while (to_point >= 0 && to_point < count && pixel_of(to_series, to_point).isNull())
    to_point += point < 0 ? -1 : 1;
  if (!pixel_of(to_series, to_point).isNull()) show_read_out(to_series, to_point);
}

void CurvePlot::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left:
      step(0, -1);
      break;
    case Qt::Key_Right:
      step(0, 1);
      break;
    case Qt::Key_Up:
      step(-1, 0);
      break;
    case Qt::Key_Down:
      step(1, 0);
      break;
    case Qt::Key_0:
      fit();
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (chart_->current_series >= 0) emit series_picked(chart_->current_series);
      break;
    default:
      QWidget::keyPressEvent(event);
  }
}

void CurvePlot::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  if (event->reason() != Qt::MouseFocusReason && chart_->current_series < 0) step(0, 0);
}

void CurvePlot::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  show_read_out(-1, -1);
}

void CurvePlot::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  redraw();
}

void CurvePlot::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
  redraw();
}

bool CurvePlot::eventFilter(QObject* watched, QEvent* event) {
  if (watched != chart_->plot) return QWidget::eventFilter(watched, event);
  switch (event->type()) {
    case QEvent::MouseMove:
      point_at(static_cast<QMouseEvent*>(event)->position());
      break;
    case QEvent::Leave:
      show_read_out(-1, -1);
      break;
    case QEvent::MouseButtonPress:
      setFocus(Qt::MouseFocusReason);
      break;
    case QEvent::MouseButtonDblClick:
      fit();
      return true;
    default:
      break;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace crossfade::gui
