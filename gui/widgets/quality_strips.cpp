#include "gui/widgets/quality_strips.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <utility>

#include "analysis/timeline/time_ticks.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

using analysis::NamedStrip;
using results::Quality;

constexpr double strip_share = 0.52, panel_share = 0.3, faded_share = 0.35, full_deficit = 0.5;
constexpr std::size_t most_ticks = 6;

std::vector<RowChart::Row> rows_of(const std::vector<NamedStrip>& strips) {
  std::vector<RowChart::Row> rows;
  for (const auto& [name, strip] : strips) {
    const QString quality = to_qt(analysis::quality_time_text(strip.quality));
    const QString panel = strip.worst_deficit
                              ? QualityStrips::tr("Panel, worst: %1 below what the CPU does alone.")
                                    .arg(to_qt(analysis::deficit_text(*strip.worst_deficit)))
                              : QualityStrips::tr("Panel: %1.").arg(to_qt(strip.panel_absent_because));
    rows.push_back({to_qt(name), to_qt(analysis::quality_shares_text(strip.quality)),
                    QStringLiteral("%1: %2\n%3").arg(to_qt(name), quality, panel)});
  }
  return rows;
}

analysis::ChartAxis axis_of(const std::vector<NamedStrip>& strips) {
  analysis::TimeWindow longest{0, 1};
  for (const auto& [name, strip] : strips) longest.end_ns = std::max(longest.end_ns, strip.whole.end_ns);
  analysis::ChartAxis axis{0, static_cast<double>(longest.end_ns), false, {}};
  // The start says itself, and 0 has no unit that suits.
  for (const std::int64_t at : analysis::time_ticks(longest, most_ticks).at_ns)
    if (at > 0) axis.ticks.push_back(static_cast<double>(at));
  return axis;
}

/// How high, and in which colour: a flaw is seen without its colour.
double height_of(Quality quality) {
  switch (quality) {
    case Quality::disturbed:
      return 0.6;
    case Quality::voided:
      return 1;
    case Quality::clean:
      break;
  }
  return 0.25;
}

QColor colour_of(Quality quality, const Theme& theme) {
  switch (quality) {
    case Quality::disturbed:
      return theme.caution;
    case Quality::voided:
      return theme.failure;
    case Quality::clean:
      break;
  }
  return theme.series_colour(0);
}

}  // namespace

QualityStrips::QualityStrips(std::vector<NamedStrip> strips, QWidget* parent)
    : RowChart(rows_of(strips), axis_of(strips), {}, parent),
      strips_(std::move(strips)),
      faded_(strips_.size()) {
  setAccessibleName(tr("Quality of the stages over time, by recording"));
  set_tick_unit("ns");
}

void QualityStrips::set_faded(std::vector<bool> faded) {
  faded_ = std::move(faded);
  faded_.resize(strips_.size());
  update();
}

void QualityStrips::paint_mark(QPainter& painter, std::size_t row, double y) const {
  const analysis::QualityStrip& strip = strips_[row].second;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  const double ground = y + row_height() * (strip_share / 2), highest = row_height() * strip_share;
  const auto shown = [&](const QColor& colour) {
    return faded_[row] ? mixed(theme().base, colour, faded_share) : colour;
  };
  painter.setPen(QPen(theme().line, 1));
  painter.drawLine(QPointF(x_of(0), ground), QPointF(x_of(static_cast<double>(strip.whole.end_ns)), ground));
  // The worst last: where stages are narrower than a pixel it is the one that is seen.
  for (const Quality quality : {Quality::clean, Quality::disturbed, Quality::voided}) {
    const QColor colour = shown(colour_of(quality, theme()));
    for (const analysis::TimelineStage& stage : strip.stages) {
      if (stage.quality != quality) continue;
      const double from = x_of(static_cast<double>(stage.window.begin_ns));
      const double to = x_of(static_cast<double>(stage.window.end_ns));
      const double height = height_of(quality) * highest;
      painter.fillRect(QRectF(from, ground - height, std::max(1.0, to - from), height), colour);
    }
  }
  for (std::size_t i = 0; i < strip.stages.size(); ++i) {
    const auto& deficit = strip.panel_deficits[i];
    if (!deficit || *deficit <= 0) continue;
    const double from = x_of(static_cast<double>(strip.stages[i].window.begin_ns));
    const double to = x_of(static_cast<double>(strip.stages[i].window.end_ns));
    const double depth = std::min(1.0, *deficit / full_deficit) * panel_share * row_height();
    painter.fillRect(QRectF(from, ground + 1, std::max(1.0, to - from), depth), shown(theme().text));
  }
  painter.restore();
}

void QualityStrips::mouseReleaseEvent(QMouseEvent* event) {
  const double y = event->position().y();
  const auto row = static_cast<std::size_t>(y < 0 ? 0 : y / row_height());
  if (event->button() == Qt::LeftButton && row < strips_.size()) emit recording_picked(static_cast<int>(row));
}

}  // namespace crossfade::gui
