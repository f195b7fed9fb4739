// RowChart: rows of marks beside one axis: a label, its mark, its figure in words. What the marks are is a
// subclass's. The rows are also told as the accessible description; the table beside a chart has the numbers.
#pragma once

#include <QWidget>
#include <string>
#include <vector>

#include "analysis/render/chart_axis.h"
#include "gui/theme.h"

namespace crossfade::gui {

class RowChart : public QWidget {
  Q_OBJECT
 public:
  struct Row {
    QString label, figure;
    QString tip;  ///< where the pointer rests
  };
  struct Line {
    double at = 1;
    bool dashed = false;
  };

  RowChart(std::vector<Row> rows, analysis::ChartAxis axis, std::vector<Line> lines, QWidget* parent);
  void set_theme(const Theme& theme);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

  virtual void paint_mark(QPainter& painter, std::size_t row, double y) const = 0;
  double x_of(double value) const;
  /// With a bar at each end that is on the axis, and an arrow where it goes on beyond.
  void paint_interval(QPainter& painter, const statistics::Interval& interval, double y,
                      const QColor& colour) const;
  const Theme& theme() const { return *theme_; }
  double row_height() const;
  /// Of the vocabulary: ticks are told in it.
  void set_tick_unit(const std::string& unit) { tick_unit_ = unit; }

 private:
  double marks_from() const;
  double marks_to() const;
  void paint_ground(QPainter& painter) const;

  std::vector<Row> rows_;
  analysis::ChartAxis axis_;
  std::vector<Line> lines_;
  std::string tick_unit_;
  const Theme* theme_ = &Theme::light();
};

}  // namespace crossfade::gui
