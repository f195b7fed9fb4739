#include "gui/models/overview_words.h"

#include <QCoreApplication>
#include <QStringList>

#include "gui/format.h"
#include "gui/text.h"
#include "results/recording.h"
#include "results/vocabulary/metric.h"

namespace crossfade::gui {
namespace {

using Kind = OverviewCell::Kind;

struct Words {
  Q_DECLARE_TR_FUNCTIONS(Overview)
};

/// A cell of kind `ratio` has one; NaN is shown as nothing.
double ratio_value(const OverviewCell& cell) {
  return cell.ratio.value.value_or(results::missing);
}

/// What is not absent has one.
double own_value(const OverviewCell& cell) {
  return cell.estimate.value.value_or(results::missing);
}

}  // namespace

QString verdict(const analysis::Ratio& ratio, std::string_view metric) {
  if (!ratio.resolved) return Words::tr("not resolved");
  if (!has_direction(metric)) return Words::tr("different");
  return ratio.better ? Words::tr("better") : Words::tr("worse");
}

QString place_name(const CellPlace& place) {
  return Words::tr("%1 on %2")
      .arg(row_heading(place.row, QLatin1Char(' ')), to_qt(place.study.sides[place.side].label));
}

bool has_direction(std::string_view metric) {
  const results::Metric* known = results::find_metric(metric);
  return known != nullptr && known->direction != results::Direction::neutral;
}

QString metric_name(const std::string& metric) {
  if (metric == break_even_metric) return Words::tr("break-even price ratio");
  const results::Metric* known = results::find_metric(metric);
  return known == nullptr ? to_qt(metric) : to_qt(known->name);
}

QString metric_help(const std::string& metric) {
  if (metric == break_even_metric) {
    return Words::tr(
        "The side is cheaper per request than the baseline if its hourly price is below this multiple "
        "of the baseline's.");
  }
  const results::Metric* known = results::find_metric(metric);
  return known == nullptr ? QString() : to_qt(known->help);
}

const std::optional<statistics::Interval>& interval_of(const OverviewCell& cell) {
  return cell.kind == Kind::ratio ? cell.ratio.interval : cell.estimate.interval;
}

bool warned(const OverviewCell& cell) {
  return cell.kind != Kind::absent && (cell.estimate.disturbed_share > 0 || cell.base.disturbed_share > 0);
}

QString row_heading(const OverviewRow& row, QChar separator) {
  return row.context.empty() ? to_qt(row.workload) : to_qt(row.workload) + separator + to_qt(row.context);
}

QString cell_headline(const std::string& metric, const OverviewCell& cell, const QLocale& locale) {
  if (cell.kind == Kind::multiple) return format_ratio(own_value(cell), cell.estimate.interval, locale);
  if (cell.kind == Kind::ratio) {
    QString number = format_ratio(ratio_value(cell), cell.ratio.interval, locale);
    if (!cell.ratio.interval) return number;
    const char* mark = !cell.ratio.resolved ? "≈ " : ratio_value(cell) > 1 ? "▲ " : "▼ ";
    return QString::fromUtf8(mark) + number;
  }
  // Also where no ratio may be formed: the side's own value stands.
  if (!cell.estimate.value) return QStringLiteral("—");
  return format_estimate(cell.estimate, unit_of(metric), locale);
}

QString cell_detail(const std::string& metric, const OverviewCell& cell, const QLocale& locale) {
  const auto& interval = interval_of(cell);
  if (!cell.absent_because.empty()) {
    QString reason = to_qt(cell.absent_because);
    if (cell.kind == Kind::ratio || !cell.estimate.value || !interval) return reason;
    // The side's own value stands above: never without its interval.
    return Words::tr("%1; no ratio: %2")
        .arg(format_interval(own_value(cell), *interval, unit_of(metric), locale), reason);
  }
  if (!interval) {
    const std::string& reason =
        cell.kind == Kind::ratio ? cell.ratio.absent_because : cell.estimate.no_interval_because;
    return reason.empty() ? Words::tr("no interval") : to_qt(reason);
  }
  if (cell.kind == Kind::absolute)
    return format_interval(own_value(cell), *interval, unit_of(metric), locale);
  return format_ratio_interval(cell.kind == Kind::ratio ? ratio_value(cell) : own_value(cell), *interval,
                               locale);
}

QString cell_spoken(const CellPlace& place, const QLocale& locale) {
  const OverviewCell& cell = place.cell();
  const QString where = place_name(place);
  if (cell.kind == Kind::absent) return Words::tr("%1: no ratio: %2").arg(where, to_qt(cell.absent_because));
  QString text = Words::tr("%1: %2").arg(where, cell_headline(place.metric, cell, locale));
  if (cell.kind == Kind::ratio) {
    const QString number = format_ratio(ratio_value(cell), cell.ratio.interval, locale).chopped(1);
    text = Words::tr("%1: %2 times baseline, %3").arg(where, number, verdict(cell.ratio, place.metric));
  }
  if (interval_of(cell)) {
    const QString interval =
        cell_detail(place.metric, cell, locale).replace(QChar(0x2013), Words::tr(" to "));
    text = Words::tr("%1, 95 percent interval %2").arg(text, interval);
  } else {
    text = Words::tr("%1, %2").arg(text, cell_detail(place.metric, cell, locale));
  }
  return warned(cell) ? Words::tr("%1, with a quality warning").arg(text) : text;
}

}  // namespace crossfade::gui
