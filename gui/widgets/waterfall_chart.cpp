#include "gui/widgets/waterfall_chart.h"

#include <QPainter>
#include <algorithm>

#include "gui/format.h"
#include "gui/text.h"
#include "gui/tone_colour.h"

namespace crossfade::gui {
namespace {

using analysis::Origin;
using analysis::Tone;
using analysis::WaterfallStep;
using Kind = WaterfallStep::Kind;

constexpr double bar_share = 0.6;

QString figure_of(const WaterfallStep& step) {
  if (!step.ratio) return WaterfallChart::tr("not known");
  QString text = format_ratio(*step.ratio, step.interval, QLocale());
  if (step.interval)
    text += QStringLiteral("  ") + format_ratio_interval(*step.ratio, *step.interval, QLocale());
  return text;
}

std::vector<RowChart::Row> rows_of(const std::vector<WaterfallStep>& steps) {
  std::vector<RowChart::Row> rows;
  for (const WaterfallStep& step : steps) {
    const QString name =
        step.kind == Kind::total ? QStringLiteral("= %1").arg(to_qt(step.name)) : to_qt(step.name);
    QString figure = figure_of(step);
    if (step.origin != Origin::measured)
      figure += QStringLiteral(" (%1)").arg(to_qt(analysis::text_of(step.origin)));
    QString tip = QStringLiteral("%1: %2").arg(name, figure);
    for (const std::string& remark : step.remarks) tip += QStringLiteral("\n") + to_qt(remark);
    rows.push_back({name, figure, tip});
  }
  return rows;
}

analysis::ChartAxis axis_of(const std::vector<WaterfallStep>& steps) {
  std::vector<analysis::ChartMark> marks;
  for (const WaterfallStep& step : steps) {
    for (const double end : {step.from, step.to}) {
      analysis::ChartMark mark;
      mark.value = end;
      if (step.end && end == step.to) mark.interval = step.end;
      marks.push_back(std::move(mark));
    }
  }
  const std::vector<double> one{1};
  return analysis::ratio_axis(marks, one);
}

Qt::BrushStyle pattern(Origin origin) {
  switch (origin) {
    case Origin::inferred:
      return Qt::BDiagPattern;
    case Origin::carried:
      return Qt::Dense6Pattern;
    default:
      return Qt::SolidPattern;
  }
}

}  // namespace

WaterfallChart::WaterfallChart(std::vector<WaterfallStep> steps, QWidget* parent)
    : RowChart(rows_of(steps), axis_of(steps), {{1, false}}, parent), steps_(std::move(steps)) {
  setAccessibleName(tr("Waterfall of factors, candidate / baseline"));
}

void WaterfallChart::paint_mark(QPainter& painter, std::size_t row, double y) const {
  const WaterfallStep& step = steps_[row];
  const double half = bar_share * row_height() / 2, from = x_of(step.from), to = x_of(step.to);
  // From the bar above: where this one begins.
  if (row > 0 && step.kind != Kind::total) {
    painter.setPen(QPen(theme().muted_text, 1, Qt::DotLine));
    painter.drawLine(QPointF(from, y - row_height() + half), QPointF(from, y - half));
  }
  if (!step.ratio) return;
  const Tone tone = !step.resolved ? Tone::none : *step.ratio > 1 ? Tone::better : Tone::worse;
  const QColor colour = tone_mark_colour(tone, theme());
  painter.setPen(QPen(colour, step.kind == Kind::total ? 2 : 1));
  painter.setBrush(step.kind == Kind::factor ? QBrush(colour, pattern(step.origin)) : QBrush(Qt::NoBrush));
  painter.drawRect(QRectF(std::min(from, to), y - half, std::abs(to - from), 2 * half));
  if (step.end) paint_interval(painter, *step.end, y, theme().text);
}

}  // namespace crossfade::gui
