#include "gui/widgets/timeline_chart.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace crossfade::gui {
namespace {

using analysis::TimeWindow;

constexpr double key_zoom = 0.5, key_step_share = 0.01, wheel_zoom_per_notch = 0.8, wheel_pan_per_notch = 0.1;
constexpr double notch = 120, click_px = 4;
constexpr int narrowest_px = 480, usual_width_px = 900;

}  // namespace

TimelineChart::TimelineChart(TimelineScene scene, QWidget* parent)
    : QWidget(parent), scene_(std::move(scene)), visible_(scene_.whole) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(tr("Timeline of counters and stages"));
  setAccessibleDescription(scene_.summary);
}

TimelineLayout TimelineChart::geometry_now() const {
  return {scene_, width(), fontMetrics().height(), visible_};
}

QSize TimelineChart::sizeHint() const {
  return {usual_width_px, TimelineLayout::height_of(scene_, fontMetrics().height())};
}

QSize TimelineChart::minimumSizeHint() const {
  return {narrowest_px, sizeHint().height()};
}

void TimelineChart::set_theme(const Theme& theme) {
  theme_ = &theme;
  update();
}

void TimelineChart::set_visible_window(const TimeWindow& window) {
  const TimeWindow within = analysis::common_part(window, scene_.whole);
  if (within.empty() || within == visible_) return;
  visible_ = within;
  update();
  emit window_shown();
}

void TimelineChart::select(const std::optional<TimeWindow>& window) {
  auto within = window;
  if (within) within = analysis::common_part(*within, scene_.whole);
  if (within && within->empty()) within.reset();
  if (within == selected_) return;
  selected_ = within;
  update();
  emit window_selected();
}

void TimelineChart::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  drawn_ = TimelinePainter(painter, scene_, geometry_now(), *theme_).draw(selected_, cursor_ns_, lane_);
  if (hasFocus() && !scene_.lanes.empty()) {
    painter.setPen(QPen(theme_->selection, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

void TimelineChart::read_at(std::optional<std::int64_t> time_ns) {
  cursor_ns_ = time_ns;
  emit read_out(time_ns ? timeline_read_out(scene_, *time_ns, lane_) : QString());
  update();
}

void TimelineChart::zoom(double times, std::int64_t about_ns) {
  set_visible_window(analysis::zoomed(visible_, times, about_ns, scene_.whole));
}

void TimelineChart::step(int steps, bool extends) {
  const std::int64_t from = cursor_ns_.value_or(visible_.at_share(0.5));
  const std::int64_t to = analysis::later_by(steps * key_step_share, from, visible_, scene_.whole);
  if (extends) {
    if (!anchor_ns_) anchor_ns_ = from;
    select(analysis::between(*anchor_ns_, to));
  } else {
    anchor_ns_.reset();
  }
  set_visible_window(analysis::following(visible_, to, scene_.whole));
  read_at(to);
}

void TimelineChart::step_lane(int lanes) {
  if (scene_.lanes.empty()) return;
  const int last = static_cast<int>(scene_.lanes.size()) - 1;
  const int to = lane_ ? static_cast<int>(*lane_) + lanes : 0;
  lane_ = static_cast<std::size_t>(std::clamp(to, 0, last));
  read_at(cursor_ns_.value_or(visible_.at_share(0.5)));
}

void TimelineChart::keyPressEvent(QKeyEvent* event) {
  const std::int64_t about = cursor_ns_.value_or(visible_.at_share(0.5));
  const bool extends = event->modifiers() & Qt::ShiftModifier;
  switch (event->key()) {
    case Qt::Key_Left:
      step(-1, extends);
      break;
    case Qt::Key_Right:
      step(1, extends);
      break;
    case Qt::Key_Up:
      step_lane(-1);
      break;
    case Qt::Key_Down:
      step_lane(1);
      break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoom(key_zoom, about);
      break;
    case Qt::Key_Minus:
      zoom(1 / key_zoom, about);
      break;
    case Qt::Key_0:
      fit();
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (selected_) set_visible_window(*selected_);
      break;
    case Qt::Key_Escape:
      select(std::nullopt);
      break;
    default:
      QWidget::keyPressEvent(event);
  }
}

void TimelineChart::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  if (event->reason() != Qt::MouseFocusReason && !lane_) step_lane(0);
}

void TimelineChart::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  anchor_ns_.reset();
  read_at(std::nullopt);
}

void TimelineChart::mousePressEvent(QMouseEvent* event) {
  const bool pans = event->button() == Qt::MiddleButton ||
                    (event->button() == Qt::LeftButton && event->modifiers() & Qt::ShiftModifier);
  if (!pans && event->button() != Qt::LeftButton) return;
  drag_ = pans ? Drag::pan : Drag::select;
  pressed_at_ = event->position();
  visible_when_pressed_ = visible_;
}

void TimelineChart::mouseMoveEvent(QMouseEvent* event) {
  const TimelineLayout now = geometry_now();
  const QPointF at = event->position();
  if (drag_ == Drag::pan) {
    const double share = (pressed_at_.x() - at.x()) / now.plot().width();
    set_visible_window(analysis::panned(visible_when_pressed_, share, scene_.whole));
    return;
  }
  if (drag_ == Drag::select && std::abs(at.x() - pressed_at_.x()) >= click_px)
    select(analysis::between(now.time_at(pressed_at_.x()), now.time_at(at.x())));
  lane_ = now.lane_at(at.y());
  const bool is_over_plot = at.x() >= now.plot().left() && at.x() <= now.plot().right();
  read_at(is_over_plot ? std::optional(now.time_at(at.x())) : std::nullopt);
}

std::optional<TimeWindow> TimelineChart::stage_at(const QPointF& at) const {
  const TimelineLayout now = geometry_now();
  const bool of_process = now.processes().contains(at);
  if (!of_process && !now.stages().contains(at)) return std::nullopt;
  const std::int64_t time = now.time_at(at.x());
  const auto holds = [&](const auto& each) {
    return each.window.begin_ns <= time && time <= each.window.end_ns;
  };
  if (of_process) {
    const auto found = std::find_if(scene_.processes.begin(), scene_.processes.end(), holds);
    return found == scene_.processes.end() ? std::nullopt : std::optional(found->window);
  }
  const auto found = std::find_if(scene_.stages.begin(), scene_.stages.end(), holds);
  return found == scene_.stages.end() ? std::nullopt : std::optional(found->window);
}

void TimelineChart::mouseReleaseEvent(QMouseEvent* event) {
  const bool is_click = std::abs(event->position().x() - pressed_at_.x()) < click_px;
  if (drag_ == Drag::select && is_click) select(stage_at(event->position()));
  drag_ = Drag::none;
}

void TimelineChart::mouseDoubleClickEvent(QMouseEvent* /*event*/) {
  fit();
}

void TimelineChart::wheelEvent(QWheelEvent* event) {
  // Without a key the page scrolls: it is higher than the window.
  const double notches =
      (event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x()) / notch;
  if (event->modifiers() & Qt::ControlModifier) {
    zoom(std::pow(wheel_zoom_per_notch, notches), geometry_now().time_at(event->position().x()));
  } else if (event->modifiers() & Qt::ShiftModifier) {
    set_visible_window(analysis::panned(visible_, -wheel_pan_per_notch * notches, scene_.whole));
  } else {
    event->ignore();
    return;
  }
  event->accept();
}

void TimelineChart::leaveEvent(QEvent* event) {
  QWidget::leaveEvent(event);
  if (!hasFocus()) read_at(std::nullopt);
}

bool TimelineChart::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const TimelineLayout now = geometry_now();
  const auto lane = now.lane_at(help->pos().y());
  // What a lane is stands at its name; over the values it would be in the way.
  if (lane && help->pos().x() < now.plot().left()) {
    const TimelineLane& about = scene_.lanes[*lane];
    QToolTip::showText(help->globalPos(), QStringLiteral("%1\n%2").arg(about.name, about.help), this);
  } else {
    QToolTip::hideText();
  }
  return true;
}

}  // namespace crossfade::gui
