#include "gui/widgets/timeline_painter.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/timeline/time_ticks.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

using analysis::TimeWindow;
using results::Quality;

constexpr double strip_share = 0.45, ground_share = 0.09, band_share = 0.45;
constexpr double least_label_px = 44, swatch_px = 12, legend_gap_px = 14, tick_px = 4;
constexpr std::size_t samples_per_column = 2;  ///< up to so many are drawn one by one
constexpr int px_per_tick = 90;

struct Words {
  Q_DECLARE_TR_FUNCTIONS(TimelinePainter)
};

QColor transparent(QColor colour, double alpha) {
  colour.setAlphaF(static_cast<float>(alpha));
  return colour;
}

QBrush flaw_brush(Quality quality, const Theme& theme) {
  return quality == Quality::voided ? QBrush(transparent(theme.failure, 0.75), Qt::DiagCrossPattern)
                                    : QBrush(transparent(theme.caution, 0.55), Qt::BDiagPattern);
}

}  // namespace

TimelinePainter::TimelinePainter(QPainter& painter, const TimelineScene& scene, const TimelineLayout& layout,
                                 const Theme& theme)
    : painter_(painter), scene_(scene), layout_(layout), theme_(theme), metrics_(painter.font()) {}

QRectF TimelinePainter::box_of(const TimeWindow& window, const QRectF& row) const {
  const double from = layout_.x_of(window.begin_ns), to = layout_.x_of(window.end_ns);
  // Never less than a pixel: what is short is seen too.
  const QRectF box(from, row.top(), std::max(1.0, to - from), row.height());
  return box.intersected(row);
}

std::span<const std::size_t> TimelinePainter::edges_of(const TimelineLane& lane) {
  const auto [at, is_new] = edges_.try_emplace(lane.samples.axis.get());
  if (is_new) at->second = lane.samples.axis->edges(layout_.visible(), layout_.columns());
  return at->second;
}

void TimelinePainter::draw_legend() {
  std::set<int> kinds;
  std::set<Quality> flaws;
  for (const TimelineStage& stage : scene_.stages) {
    kinds.insert(stage.kind);
    if (stage.quality != Quality::clean) flaws.insert(stage.quality);
  }
  const QRectF room = layout_.legend();
  double x = layout_.plot().left();
  const double base = room.center().y() + (metrics_.ascent() - metrics_.descent()) / 2.0;
  const auto add = [&](const QBrush& ground, const QBrush& over, const QString& name) {
    const QRectF swatch(x, room.center().y() - swatch_px / 2, swatch_px, swatch_px);
    painter_.setPen(QPen(theme_.muted_text, 1));
    for (const QBrush& brush : {ground, over}) {
      painter_.setBrush(brush);
      painter_.drawRect(swatch);
    }
    painter_.setPen(theme_.text);
    painter_.drawText(QPointF(x + swatch_px + 5, base), name);
    x += swatch_px + 5 + metrics_.horizontalAdvance(name) + legend_gap_px;
  };
  for (const int kind : kinds)
    add(mixed(theme_.base, kind_colour(kind), strip_share), Qt::NoBrush, stage_kind_name(kind));
  for (const Quality quality : flaws) {
    add(theme_.base, flaw_brush(quality, theme_),
        quality == Quality::voided ? Words::tr("void") : Words::tr("disturbed"));
  }
}

void TimelinePainter::draw_grounds() {
  painter_.setPen(Qt::NoPen);
  for (std::size_t i = 0; i < scene_.lanes.size(); ++i)
    painter_.fillRect(layout_.lane(i), mixed(theme_.base, theme_.text, 0.03));
  for (const TimelineStage& stage : scene_.stages) {
    if (!stage.window.overlaps(layout_.visible())) continue;
    const QColor ground = mixed(theme_.base, kind_colour(stage.kind), ground_share);
    for (std::size_t i = 0; i < scene_.lanes.size(); ++i)
      painter_.fillRect(box_of(stage.window, layout_.lane(i)), ground);
  }
}

void TimelinePainter::draw_strips() {
  const auto write = [&](const QRectF& box, const QString& name) {
    if (box.width() < least_label_px) return;
    const QRectF inner = box.adjusted(3, 0, -2, 0);
    painter_.setPen(theme_.text);
    painter_.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft,
                      metrics_.elidedText(name, Qt::ElideRight, static_cast<int>(inner.width())));
  };
  for (const TimelineProcess& process : scene_.processes) {
    if (!process.window.overlaps(layout_.visible())) continue;
    const QRectF box = box_of(process.window, layout_.processes()).adjusted(0, 0, 0, -1);
    painter_.fillRect(box, mixed(theme_.base, theme_.text, process.emphasised ? 0.28 : 0.1));
    painter_.fillRect(QRectF(box.left(), box.top(), 1, box.height()), theme_.muted_text);
    write(box, process.name);
  }
  for (const TimelineStage& stage : scene_.stages) {
    if (!stage.window.overlaps(layout_.visible())) continue;
    ++drawn_.stages;
    const QRectF box = box_of(stage.window, layout_.stages());
    painter_.fillRect(box, mixed(theme_.base, kind_colour(stage.kind), strip_share));
    write(box, stage.name);
  }
}

void TimelinePainter::draw_flaws() {
  painter_.setPen(Qt::NoPen);
  // The worst on top.
  for (const Quality quality : {Quality::disturbed, Quality::voided}) {
    const QBrush brush = flaw_brush(quality, theme_);
    for (const TimelineStage& stage : scene_.stages) {
      if (stage.quality != quality || !stage.window.overlaps(layout_.visible())) continue;
      ++(quality == Quality::voided ? drawn_.voided : drawn_.disturbed);
      painter_.fillRect(box_of(stage.window, layout_.stages()), brush);
      for (std::size_t i = 0; i < scene_.lanes.size(); ++i)
        painter_.fillRect(box_of(stage.window, layout_.lane(i)), brush);
    }
  }
}

void TimelinePainter::draw_samples(const TimelineLane& lane, const QRectF& room) {
  const analysis::SampleAxis& axis = *lane.samples.axis;
  const analysis::SampleRange near = axis.touching(layout_.visible());
  QVector<QLineF> strokes;
  for (std::size_t place = near.first; place < near.last; ++place) {
    const float value = lane.samples.values->value(place);
    if (std::isnan(value) || !axis[place].overlaps(layout_.visible())) continue;
    const double y = room.bottom() - lane.scale.at(static_cast<double>(value)) * room.height();
    const double from = std::max(room.left(), layout_.x_of(axis[place].begin_ns));
    const double to = std::min(room.right(), layout_.x_of(axis[place].end_ns));
    strokes.append(QLineF(from, y, std::max(to, from + 1), y));
  }
  painter_.setPen(QPen(theme_.series_colour(0), 2, Qt::SolidLine, Qt::FlatCap));
  painter_.drawLines(strokes);
  drawn_.samples += static_cast<int>(strokes.size());
}

void TimelinePainter::draw_band(const TimelineLane& lane, const QRectF& room) {
  const auto columns = lane.samples.values->summaries(edges_of(lane));
  const auto y_of = [&](double value) { return room.bottom() - lane.scale.at(value) * room.height(); };
  QVector<QLineF> band, means;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].empty()) continue;
    const double x = room.left() + static_cast<double>(c) + 0.5;
    const double low = y_of(static_cast<double>(columns[c].least));
    const double high = y_of(static_cast<double>(columns[c].greatest));
    band.append(QLineF(x, low, x, std::min(high, low - 1)));
    if (const auto mean = columns[c].mean()) means.append(QLineF(x - 0.5, y_of(*mean), x + 0.5, y_of(*mean)));
  }
  painter_.setPen(
      QPen(mixed(theme_.base, theme_.series_colour(0), band_share), 1, Qt::SolidLine, Qt::FlatCap));
  painter_.drawLines(band);
  painter_.setPen(QPen(theme_.series_colour(0), 2, Qt::SolidLine, Qt::FlatCap));
  painter_.drawLines(means);
  ++drawn_.bands;
  drawn_.columns += static_cast<int>(band.size());
}

void TimelinePainter::draw_lane(std::size_t index) {
  const TimelineLane& lane = scene_.lanes[index];
  if (lane.samples.axis == nullptr) return;
  const QRectF room = layout_.lane(index).adjusted(0, 2, 0, -2);
  const std::size_t in_sight = lane.samples.axis->within(layout_.visible()).size();
  if (in_sight <= samples_per_column * layout_.columns()) {
    draw_samples(lane, room);
  } else {
    draw_band(lane, room);
  }
}

void TimelinePainter::draw_labels(std::size_t index, bool is_current) {
  const TimelineLane& lane = scene_.lanes[index];
  const QRectF name = layout_.name_of(index), scale = layout_.scale_of(index);
  QFont font = painter_.font();
  const QFont usual = font;
  font.setBold(is_current);
  painter_.setFont(font);
  painter_.setPen(theme_.text);
  if (lane.is_constant()) {
    const QString text = QStringLiteral("%1: %2").arg(lane.name, lane.constant_text);
    const int room = static_cast<int>(scale.right() - name.left());
    painter_.drawText(QRectF(name.left(), name.top(), room, name.height()), Qt::AlignVCenter | Qt::AlignLeft,
                      QFontMetrics(font).elidedText(text, Qt::ElideMiddle, room));
    painter_.setFont(usual);
    return;
  }
  painter_.drawText(name, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextWordWrap, lane.name);
  painter_.setFont(usual);
  painter_.setPen(theme_.muted_text);
  painter_.drawText(scale, Qt::AlignTop | Qt::AlignRight, lane.high_text);
  painter_.drawText(scale, Qt::AlignBottom | Qt::AlignRight, lane.low_text);
}

void TimelinePainter::draw_axis() {
  const QRectF room = layout_.axis(), plot = layout_.plot();
  const auto most = static_cast<std::size_t>(std::max(2.0, plot.width() / px_per_tick));
  const analysis::TimeTicks ticks = analysis::time_ticks(layout_.visible(), most);
  painter_.setPen(QPen(theme_.muted_text, 1));
  painter_.drawLine(QPointF(plot.left(), plot.bottom() + 1), QPointF(plot.right(), plot.bottom() + 1));
  for (const std::int64_t at : ticks.at_ns) {
    const double x = std::round(layout_.x_of(at)) + 0.5;
    const QString text = to_qt(analysis::time_text(at, ticks.step_ns));
    painter_.setPen(QPen(theme_.muted_text, 1));
    painter_.drawLine(QPointF(x, plot.bottom() + 1), QPointF(x, plot.bottom() + 1 + tick_px));
    painter_.setPen(theme_.text);
    painter_.drawText(
        QPointF(x - metrics_.horizontalAdvance(text) / 2.0, room.bottom() - metrics_.descent() - 1), text);
  }
}

void TimelinePainter::draw_selection(const TimeWindow& selected) {
  const QRectF box = box_of(selected, layout_.plot());
  painter_.fillRect(box, transparent(theme_.selection, 0.16));
  painter_.setPen(QPen(theme_.selection, 1));
  for (const double x : {box.left(), box.right()}) {
    if (x > layout_.plot().left() && x < layout_.plot().right())
      painter_.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
  }
}

TimelineDrawn TimelinePainter::draw(const std::optional<TimeWindow>& selected,
                                    const std::optional<std::int64_t>& cursor_ns,
                                    std::optional<std::size_t> current_lane) {
  draw_legend();
  draw_grounds();
  draw_strips();
  draw_flaws();
  for (std::size_t i = 0; i < scene_.lanes.size(); ++i) {
    draw_lane(i);
    draw_labels(i, i == current_lane);
  }
  draw_axis();
  if (selected && selected->overlaps(layout_.visible())) draw_selection(*selected);
  if (cursor_ns) {
    const double x = layout_.x_of(*cursor_ns);
    painter_.setPen(QPen(theme_.text, 1, Qt::DashLine));
    painter_.drawLine(QPointF(x, layout_.plot().top()), QPointF(x, layout_.plot().bottom()));
  }
  return drawn_;
}

}  // namespace crossfade::gui
