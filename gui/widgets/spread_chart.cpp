#include "gui/widgets/spread_chart.h"

#include <QMouseEvent>
#include <QPainter>
#include <utility>

namespace crossfade::gui {
namespace {

constexpr double bar_share = 0.6, dot_px = 2.4, faded_share = 0.35;
/// Neighbours in time stand on lanes of their own, so that equal repetitions do not hide each other.
constexpr int lanes = 4;

std::vector<RowChart::Row> rows_of(const SpreadPanel& panel) {
  std::vector<RowChart::Row> rows;
  for (const SpreadRow& row : panel.rows) rows.push_back({row.label, row.figure, row.tip});
  return rows;
}

analysis::ChartAxis axis_of(const SpreadPanel& panel) {
  std::vector<analysis::ChartMark> marks;
  const auto add = [&](double value, const std::optional<statistics::Interval>& interval) {
    analysis::ChartMark mark;
    mark.value = value;
    mark.interval = interval;
    marks.push_back(std::move(mark));
  };
  for (const SpreadRow& row : panel.rows) {
    if (row.value) add(*row.value, row.interval);
    for (const double value : row.repetitions) add(value, {});
  }
  return analysis::amount_axis(marks);
}

}  // namespace

SpreadChart::SpreadChart(SpreadPanel panel, QWidget* parent)
    : RowChart(rows_of(panel), axis_of(panel), {}, parent), panel_(std::move(panel)) {
  set_tick_unit("s-1");
  setAccessibleName(panel_.title);
}

void SpreadChart::paint_bar(QPainter& painter, const SpreadRow& row, double y, const QColor& colour) const {
  if (!row.value) return;
  const double height = bar_share * row_height();
  QColor ground = colour;
  ground.setAlphaF(0.35F);
  painter.setPen(QPen(colour, 1));
  painter.setBrush(ground);
  painter.drawRect(QRectF(x_of(0), y - height / 2, x_of(*row.value) - x_of(0), height));
  if (row.interval) paint_interval(painter, *row.interval, y, theme().text);
}

void SpreadChart::paint_repetitions(QPainter& painter, const SpreadRow& row, double y,
                                    const QColor& colour) const {
  const double height = bar_share * row_height();
  QColor ground = colour;
  ground.setAlphaF(0.5F);
  painter.setPen(QPen(colour, 1));
  painter.setBrush(ground);
  for (std::size_t i = 0; i < row.repetitions.size(); ++i) {
    const double lane = static_cast<double>(i % lanes) / (lanes - 1) - 0.5;
    painter.drawEllipse(QPointF(x_of(row.repetitions[i]), y + lane * height), dot_px, dot_px);
  }
  if (!row.value) return;
  const double x = x_of(*row.value);
  painter.setPen(QPen(theme().text, 1.5));
  painter.drawLine(QPointF(x, y - row_height() / 2 + 1), QPointF(x, y + row_height() / 2 - 1));
}

void SpreadChart::paint_mark(QPainter& painter, std::size_t row, double y) const {
  const SpreadRow& shown = panel_.rows[row];
  const QColor own = theme().series_colour(shown.side);
  const QColor colour = shown.faded ? mixed(theme().base, own, faded_share) : own;
  if (shown.is_host) {
    paint_repetitions(painter, shown, y, colour);
  } else {
    paint_bar(painter, shown, y, colour);
  }
}

void SpreadChart::mouseReleaseEvent(QMouseEvent* event) {
  const double y = event->position().y();
  const auto row = static_cast<std::size_t>(y < 0 ? 0 : y / row_height());
  if (event->button() == Qt::LeftButton && row < panel_.rows.size()) emit side_picked(panel_.rows[row].side);
}

}  // namespace crossfade::gui
