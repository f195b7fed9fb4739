#include "gui/widgets/row_chart.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "gui/format.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

constexpr int widest_label_px = 260, widest_figure_px = 260, gap_px = 10, narrowest_marks_px = 160;
constexpr double line_px = 1.5, end_px = 4;

}  // namespace

RowChart::RowChart(std::vector<Row> rows, analysis::ChartAxis axis, std::vector<Line> lines, QWidget* parent)
    : QWidget(parent), rows_(std::move(rows)), axis_(std::move(axis)), lines_(std::move(lines)) {
  QStringList told;
  for (const Row& row : rows_) told << QStringLiteral("%1: %2").arg(row.label, row.figure);
  setAccessibleDescription(told.join(QStringLiteral("; ")));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void RowChart::set_theme(const Theme& theme) {
  theme_ = &theme;
  update();
}

double RowChart::row_height() const {
  return 1.6 * fontMetrics().height();
}

QSize RowChart::sizeHint() const {
  const double axis_height = 1.4 * fontMetrics().height();
  return {700, static_cast<int>(row_height() * static_cast<double>(rows_.size()) + axis_height)};
}

QSize RowChart::minimumSizeHint() const {
  return {narrowest_marks_px + 200, sizeHint().height()};
}

double RowChart::marks_from() const {
  int widest = 0;
  for (const Row& row : rows_) widest = std::max(widest, fontMetrics().horizontalAdvance(row.label));
  return std::min({widest + 2, widest_label_px, width() / 3}) + gap_px;
}

double RowChart::marks_to() const {
  int widest = 0;
  for (const Row& row : rows_) widest = std::max(widest, fontMetrics().horizontalAdvance(row.figure));
  return width() - std::min({widest + 2, widest_figure_px, width() / 3}) - gap_px;
}

double RowChart::x_of(double value) const {
  return marks_from() + axis_.at(value) * (marks_to() - marks_from());
}

void RowChart::paint_interval(QPainter& painter, const statistics::Interval& interval, double y,
                              const QColor& colour) const {
  painter.setPen(QPen(colour, line_px));
  const double from = x_of(interval.low), to = x_of(interval.high);
  painter.drawLine(QPointF(from, y), QPointF(to, y));
  const auto end = [&](double x, bool is_on_axis, double inwards) {
    if (is_on_axis) {
      painter.drawLine(QPointF(x, y - end_px), QPointF(x, y + end_px));
    } else {
      painter.drawLine(QPointF(x, y), QPointF(x + inwards, y - end_px));
      painter.drawLine(QPointF(x, y), QPointF(x + inwards, y + end_px));
    }
  };
  end(from, axis_.holds(interval.low), end_px + 1);
  end(to, axis_.holds(interval.high), -end_px - 1);
}

void RowChart::paint_ground(QPainter& painter) const {
  const double bottom = row_height() * static_cast<double>(rows_.size());
  const QFontMetrics metrics = fontMetrics();
  for (const double tick : axis_.ticks) {
    const double x = x_of(tick);
    painter.setPen(QPen(theme().line, 1));
    painter.drawLine(QPointF(x, 0), QPointF(x, bottom));
    const QString text =
        tick_unit_.empty() ? to_qt(analysis::tick_text(tick)) : format_tick(tick, tick_unit_, QLocale());
    painter.setPen(theme().muted_text);
    painter.drawText(QPointF(x - metrics.horizontalAdvance(text) / 2.0, bottom + metrics.ascent() + 2), text);
  }
  for (const Line& line : lines_) {
    painter.setPen(
        QPen(line.dashed ? theme().caution : theme().text, 1, line.dashed ? Qt::DashLine : Qt::SolidLine));
    painter.drawLine(QPointF(x_of(line.at), 0), QPointF(x_of(line.at), bottom));
  }
}

void RowChart::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  paint_ground(painter);
  const QFontMetrics metrics = fontMetrics();
  const int label_width = static_cast<int>(marks_from()) - gap_px;
  const int figure_width = width() - static_cast<int>(marks_to()) - gap_px;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const double y = row_height() * (static_cast<double>(i) + 0.5);
    const double base = y + (metrics.ascent() - metrics.descent()) / 2.0;
    const QString label = metrics.elidedText(rows_[i].label, Qt::ElideRight, label_width);
    painter.setPen(theme().text);
    painter.drawText(QPointF(label_width - metrics.horizontalAdvance(label), base), label);
    painter.drawText(QPointF(marks_to() + gap_px, base),
                     metrics.elidedText(rows_[i].figure, Qt::ElideRight, figure_width));
    paint_mark(painter, i, y);
  }
}

bool RowChart::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto row = static_cast<std::size_t>(std::max(0.0, help->pos().y() / row_height()));
    if (row < rows_.size()) {
      QToolTip::showText(help->globalPos(), rows_[row].tip, this);
    } else {
      QToolTip::hideText();
    }
    return true;
  }
  return QWidget::event(event);
}

}  // namespace crossfade::gui
