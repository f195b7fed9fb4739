#include "gui/plot/curve_plot.h"

#include <qcustomplot.h>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <algorithm>

namespace crossfade::gui {

CurvePlot::CurvePlot(QWidget* parent)
    : QWidget(parent), canvas_(new QCustomPlot(this)), chart_(std::make_unique<Chart>(*canvas_)) {
  setFocusPolicy(Qt::StrongFocus);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(canvas_);
  canvas_->setFocusPolicy(Qt::NoFocus);
  // Never without an area: a page that is not shown may be laid out at no size.
  canvas_->setMinimumSize(240, 160);
  canvas_->setMouseTracking(true);
  canvas_->installEventFilter(this);
  canvas_->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  canvas_->setNoAntialiasingOnDrag(true);
  connect(canvas_, &QCustomPlot::legendClick, this,
          [this](QCPLegend*, QCPAbstractLegendItem* item, QMouseEvent*) {
            auto* entry = qobject_cast<QCPPlottableLegendItem*>(item);
            if (entry == nullptr) return;
            if (const int series = chart_->series_of(entry->plottable()); series >= 0)
              emit series_picked(series);
          });
  // The ring follows no zoom: it is in pixels.
  for (const QCPAxis* axis : {canvas_->xAxis, canvas_->yAxis}) {
    connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this] { show_read_out({}); });
  }
}

CurvePlot::~CurvePlot() = default;

void CurvePlot::set_scene(Scene scene) {
  current_ = {};
  setAccessibleDescription(scene.summary);
  chart_->set_scene(std::move(scene));
  redraw();
}

void CurvePlot::set_theme(const Theme& theme) {
  chart_->set_theme(theme);
  redraw();
}

void CurvePlot::fit() {
  chart_->fit();
  redraw();
}

void CurvePlot::draw(QPainter& painter, const QRect& target) {
  chart_->draw(painter, target);
}

void CurvePlot::redraw() {
  // Hidden there is nothing to draw into, and the library complains; showing draws.
  if (isVisible()) canvas_->replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::show_read_out(PointPlace place) {
  if (place == current_) return;
  current_ = place;
  chart_->set_ring(place);
  QString text;
  if (!chart_->pixel_of(place).isNull()) {
    const auto& points = scene().series[static_cast<std::size_t>(place.series)].points;
    text = points[static_cast<std::size_t>(place.point)].read_out;
  }
  redraw();
  emit read_out(text);
}

void CurvePlot::step(int series, int point) {
  // To the next drawn point along the curve, or to the same place of the next curve.
  const auto& all = scene().series;
  if (all.empty()) return;
  const int last = static_cast<int>(all.size()) - 1;
  const int to_series = std::clamp(current_.series < 0 ? 0 : current_.series + series, 0, last);
  const auto count = static_cast<int>(all[static_cast<std::size_t>(to_series)].points.size());
  int to_point = current_.point < 0 ? 0 : current_.point + point;
  while (to_point >= 0 && to_point < count && pixel_of(to_series, to_point).isNull())
    to_point += point < 0 ? -1 : 1;
  if (!pixel_of(to_series, to_point).isNull()) show_read_out({to_series, to_point});
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
      if (current_.series >= 0) emit series_picked(current_.series);
      break;
    default:
      QWidget::keyPressEvent(event);
  }
}

void CurvePlot::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  if (event->reason() != Qt::MouseFocusReason && current_.series < 0) step(0, 0);
}

void CurvePlot::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  show_read_out({});
}

void CurvePlot::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  redraw();
}

bool CurvePlot::eventFilter(QObject* watched, QEvent* event) {
  if (watched != canvas_) return QWidget::eventFilter(watched, event);
  switch (event->type()) {
    case QEvent::MouseMove:
      show_read_out(chart_->nearest(static_cast<QMouseEvent*>(event)->position()));
      break;
    case QEvent::Leave:
      show_read_out({});
      break;
    case QEvent::MouseButtonPress:
      setFocus(Qt::MouseFocusReason);
      break;
    case QEvent::MouseButtonDblClick:
      fit();
      return true;
    case QEvent::Resize:
      chart_->arrange();
      redraw();
      break;
    default:
      break;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace crossfade::gui
