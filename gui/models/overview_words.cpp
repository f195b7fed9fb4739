#include "gui/models/overview_words.h"

#include <QCoreApplication>
#include <QStringList>

#include "gui/format.h"
#include "gui/text.h"
#include "results/vocabulary/metric.h"

namespace crossfade::gui {
namespace {

using Kind = OverviewCell::Kind;

struct Words {
  Q_DECLARE_TR_FUNCTIONS(Overview)
};

bool lower_is_better(std::string_view metric) {
  const results::Metric* known = results::find_metric(metric);
  return known != nullptr && known->direction == results::Direction::lower_is_better;
}

QString escaped(const std::string& text) {
  return to_qt(text).toHtmlEscaped();
}

QString percent(double share, const QLocale& locale) {
  return locale.toString(100 * share, 'g', share < 0.1 ? 2 : 3);
}

QString verdict(const analysis::Ratio& ratio, std::string_view metric) {
  if (!ratio.resolved) return Words::tr("not resolved");
  if (!has_direction(metric)) return Words::tr("different");
  return ratio.better ? Words::tr("better") : Words::tr("worse");
}

QString place_name(const CellPlace& place) {
  return Words::tr("%1 on %2")
      .arg(row_heading(place.row, QLatin1Char(' ')), to_qt(place.study.sides[place.side].label));
}

void explain_estimate(const QString& name, const analysis::Estimate& estimate, std::string_view unit,
                      const QLocale& locale, QStringList& lines) {
  if (!estimate.value) {
    if (!estimate.absent_because.empty())
      lines << Words::tr("%1: none: %2").arg(name, escaped(estimate.absent_because));
    return;
  }
  QString line =
      Words::tr("%1: %2").arg(name, format_quantity(*estimate.value, unit, estimate.interval, locale));
  if (estimate.interval) {
    line = Words::tr("%1, 95 % interval %2")
               .arg(line, format_interval(*estimate.value, *estimate.interval, unit, locale));
  } else if (!estimate.no_interval_because.empty()) {
    line = Words::tr("%1, no interval: %2").arg(line, escaped(estimate.no_interval_because));
  }
  if (!(estimate.n == analysis::SampleSize{})) {
    line = Words::tr("%1; n: %2").arg(line, format_sample_size(estimate.n, locale));
  }
  lines << line;
  if (estimate.disturbed_share > 0) {
    lines << Words::tr("⚠ %1: %2 % of the stages behind it were disturbed")
                 .arg(name, percent(estimate.disturbed_share, locale));
  }
}

void explain_ratio(const analysis::Ratio& ratio, const std::string& metric, const QLocale& locale,
                   QStringList& lines) {
  const QString value = format_ratio(*ratio.value, ratio.interval, locale);
  QString line = Words::tr("Ratio to the baseline: %1, without an interval").arg(value);
  if (ratio.interval) {
    const QString interval = format_ratio_interval(*ratio.value, *ratio.interval, locale);
    line = Words::tr("Ratio to the baseline: %1, 95 % interval %2 (%3)")
               .arg(value, interval, verdict(ratio, metric));
  }
  if (has_direction(metric)) {
    line = (lower_is_better(metric) ? Words::tr("%1. Lower is better.") : Words::tr("%1. Higher is better."))
               .arg(line);
  }
  lines << line;
}

QString method(const analysis::Ratio& ratio, const QLocale& locale) {
  const QString freedom = locale.toString(ratio.degrees_of_freedom, 'f', 1);
  switch (ratio.method) {
    case analysis::RatioMethod::two_hosts_r1:
      return Words::tr(
                 "Method: hosts against hosts (rule R1), %1 degrees of freedom; a share of slow hosts up to "
                 "%2 % is not excluded by the hosts seen")
          .arg(freedom, percent(ratio.undetected_slow_share, locale));
    case analysis::RatioMethod::same_host_paired:
      return Words::tr("Method: paired on one host, %1 degrees of freedom; says nothing of other hosts")
          .arg(freedom);
    case analysis::RatioMethod::same_host_sequential:
      return Words::tr(
                 "Method: one recording after the other on one host, %1 degrees of freedom; says nothing of "
                 "other hosts")
          .arg(freedom);
    case analysis::RatioMethod::none:
      break;
  }
  return {};
}

void explain_assumptions(const analysis::Ratio& ratio, const QLocale& locale, QStringList& lines) {
  if (const QString how = method(ratio, locale); !how.isEmpty()) lines << how;
  if (!ratio.assumed_host_cv) return;
  const QString tipping =
      ratio.tipping_host_cv
          ? Words::tr("the conclusion changes at %1 %").arg(percent(*ratio.tipping_host_cv, locale))
          : Words::tr("no host variation changes the conclusion");
  lines << Words::tr("Rests on an assumption: host variation %1 %, which is %2 % of the variance; %3")
               .arg(percent(*ratio.assumed_host_cv, locale), percent(ratio.assumed_variance_share, locale),
                    tipping);
}

void explain_cautions(const OverviewCell& cell, QStringList& lines) {
  QStringList cautions;
  for (const auto* list : {&cell.ratio.cautions, &cell.estimate.cautions, &cell.base.cautions}) {
    for (const std::string& caution : *list) {
      const QString line = Words::tr("Caution: %1").arg(escaped(caution));
      if (!cautions.contains(line)) cautions << line;
    }
  }
  lines << cautions;
}

}  // namespace

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
  if (cell.kind == Kind::multiple) return format_ratio(*cell.estimate.value, cell.estimate.interval, locale);
  if (cell.kind == Kind::ratio) {
    const QString number = format_ratio(*cell.ratio.value, cell.ratio.interval, locale);
    if (!cell.ratio.interval) return number;
    const char* mark = !cell.ratio.resolved ? "≈ " : *cell.ratio.value > 1 ? "▲ " : "▼ ";
    return QString::fromUtf8(mark) + number;
  }
  // Also where no ratio may be formed: the side's own value stands.
  if (!cell.estimate.value) return QStringLiteral("—");
  return format_quantity(*cell.estimate.value, unit_of(metric), cell.estimate.interval, locale);
}

QString cell_detail(const std::string& metric, const OverviewCell& cell, const QLocale& locale) {
  if (!cell.absent_because.empty()) return to_qt(cell.absent_because);
  const auto& interval = interval_of(cell);
  if (!interval) {
    const std::string& reason =
        cell.kind == Kind::ratio ? cell.ratio.absent_because : cell.estimate.no_interval_because;
    return reason.empty() ? Words::tr("no interval") : to_qt(reason);
  }
  if (cell.kind == Kind::absolute)
    return format_interval(*cell.estimate.value, *interval, unit_of(metric), locale);
  return format_ratio_interval(cell.kind == Kind::ratio ? *cell.ratio.value : *cell.estimate.value, *interval,
                               locale);
}

QString cell_spoken(const CellPlace& place, const QLocale& locale) {
  const OverviewCell& cell = place.cell();
  const QString where = place_name(place);
  if (cell.kind == Kind::absent) return Words::tr("%1: no ratio: %2").arg(where, to_qt(cell.absent_because));
  QString text = Words::tr("%1: %2").arg(where, cell_headline(place.metric, cell, locale));
  if (cell.kind == Kind::ratio) {
    const QString number = format_ratio(*cell.ratio.value, cell.ratio.interval, locale).chopped(1);
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

QString cell_explained(const CellPlace& place, const QLocale& locale) {
  const OverviewCell& cell = place.cell();
  QStringList lines{QStringLiteral("<b>%1</b>").arg(place_name(place).toHtmlEscaped())};
  if (!cell.context.empty()) lines << escaped(cell.context);
  if (cell.kind == Kind::ratio) {
    explain_ratio(cell.ratio, place.metric, locale, lines);
  } else if (!cell.absent_because.empty()) {
    lines << Words::tr("No ratio: %1").arg(escaped(cell.absent_because));
  }
  if (cell.kind == Kind::multiple) {
    lines << Words::tr(
                 "Cheaper per request if its hourly price is below %1 the baseline's (95 % interval: %2).")
                 .arg(cell_headline(place.metric, cell, locale), cell_detail(place.metric, cell, locale));
  } else {
    explain_estimate(metric_name(place.metric).toHtmlEscaped(), cell.estimate, unit_of(place.metric), locale,
                     lines);
    if (cell.base.value)
      explain_estimate(Words::tr("Baseline"), cell.base, unit_of(place.metric), locale, lines);
  }
  explain_assumptions(cell.ratio, locale, lines);
  explain_cautions(cell, lines);
  return lines.join(QStringLiteral("<br>"));
}

}  // namespace crossfade::gui
