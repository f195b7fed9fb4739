// TimelineChart: the widget of a TimelineScene: zoom and pan along the time of the run, a reading of the
// moment under the pointer or the arrow keys, and a window that is selected by dragging.
#pragma once

#include <QWidget>
#include <optional>

#include "gui/models/timeline_scene.h"
#include "gui/theme.h"
#include "gui/widgets/timeline_layout.h"
#include "gui/widgets/timeline_painter.h"

namespace crossfade::gui {

class TimelineChart : public QWidget {
  Q_OBJECT
 public:
  explicit TimelineChart(TimelineScene scene, QWidget* parent = nullptr);

  const TimelineScene& scene() const { return scene_; }
  void set_theme(const Theme& theme);
  /// As far as the run reaches.
  void set_visible_window(const analysis::TimeWindow& window);
  const analysis::TimeWindow& visible_window() const { return visible_; }
  void select(const std::optional<analysis::TimeWindow>& window);
  const std::optional<analysis::TimeWindow>& selected() const { return selected_; }
  /// Shows the whole run.
  void fit() { set_visible_window(scene_.whole); }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  /// When last painted.
  const TimelineDrawn& drawn() const { return drawn_; }
  TimelineLayout geometry_now() const;

 signals:
  /// Of the moment that is read; empty if none is.
  void read_out(const QString& text);
  void window_selected();
  void window_shown();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  enum class Drag { none, select, pan };

  void read_at(std::optional<std::int64_t> time_ns);
  /// By so many steps of the arrow keys; `extends`: the selection goes along.
  void step(int steps, bool extends);
  void step_lane(int lanes);
  void zoom(double times, std::int64_t about_ns);
  /// The stage on the strip that was clicked on, else nothing.
  std::optional<analysis::TimeWindow> stage_at(const QPointF& at) const;

  TimelineScene scene_;
  const Theme* theme_ = &Theme::light();
  analysis::TimeWindow visible_;
  std::optional<analysis::TimeWindow> selected_;
  std::optional<std::int64_t> cursor_ns_, anchor_ns_;
  std::optional<std::size_t> lane_;
  Drag drag_ = Drag::none;
  QPointF pressed_at_;
  analysis::TimeWindow visible_when_pressed_;
  TimelineDrawn drawn_;
};

}  // namespace crossfade::gui
