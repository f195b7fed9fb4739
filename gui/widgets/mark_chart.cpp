#include "gui/widgets/mark_chart.h"

#include <QPainter>

#include "gui/text.h"
#include "gui/tone_colour.h"

namespace crossfade::gui {
namespace {

using analysis::Chart;
using analysis::ChartMark;
using analysis::Tone;

constexpr double mark_px = 5, bar_share = 0.6;

std::vector<RowChart::Row> rows_of(const std::vector<ChartMark>& marks) {
  std::vector<RowChart::Row> rows;
  for (const ChartMark& mark : marks) {
    QString tip = QStringLiteral("%1: %2").arg(to_qt(mark.label), to_qt(mark.figure));
    if (!mark.conclusion.empty()) tip += QStringLiteral(", ") + to_qt(mark.conclusion);
    rows.push_back({to_qt(mark.label), to_qt(mark.figure), tip});
  }
  return rows;
}

std::vector<double> places_of_lines(const Chart& chart) {
  std::vector<double> lines;
  if (chart.kind == Chart::Kind::ratios) lines.push_back(1);
  if (chart.threshold) lines.push_back(*chart.threshold);
  return lines;
}

analysis::ChartAxis axis_of(const Chart& chart, const std::vector<ChartMark>& marks) {
  return chart.kind == Chart::Kind::ratios ? analysis::ratio_axis(marks, places_of_lines(chart))
                                           : analysis::amount_axis(marks);
}

std::vector<RowChart::Line> lines_of(const Chart& chart) {
  std::vector<RowChart::Line> lines;
  if (chart.kind == Chart::Kind::ratios) lines.push_back({1, false});
  if (chart.threshold) lines.push_back({*chart.threshold, true});
  return lines;
}

}  // namespace

MarkChart::MarkChart(const Chart& chart, analysis::ChartPanel panel, QWidget* parent)
    : RowChart(rows_of(panel.marks), axis_of(chart, panel.marks), lines_of(chart), parent),
      marks_(std::move(panel.marks)),
      bars_(chart.kind == Chart::Kind::amounts) {
  setAccessibleName(to_qt(panel.title.empty() ? chart.title : chart.title + ", " + panel.title));
}

void MarkChart::paint_mark(QPainter& painter, std::size_t row, double y) const {
  const ChartMark& mark = marks_[row];
  const QColor colour = tone_mark_colour(mark.tone, theme());
  const double x = x_of(mark.value);
  if (bars_) {
    const double height = bar_share * row_height();
    QColor ground = colour;
    ground.setAlphaF(0.45F);
    // An end that is not known is left open.
    painter.setPen(QPen(colour, 1, mark.bound == analysis::Bound::none ? Qt::SolidLine : Qt::DashLine));
    painter.setBrush(ground);
    painter.drawRect(QRectF(x_of(0), y - height / 2, x - x_of(0), height));
  }
  if (mark.interval) paint_interval(painter, *mark.interval, y, bars_ ? theme().text : colour);
  if (bars_) return;
  painter.setPen(QPen(colour, 1.5));
  painter.setBrush(mark.tone == Tone::better || mark.tone == Tone::worse ? colour : theme().base);
  if (mark.tone == Tone::worse) {
    painter.drawPolygon(
        QPolygonF{{x, y - mark_px - 1}, {x + mark_px + 1, y}, {x, y + mark_px + 1}, {x - mark_px - 1, y}});
  } else {
    painter.drawEllipse(QPointF(x, y), mark_px, mark_px);
  }
}

}  // namespace crossfade::gui
