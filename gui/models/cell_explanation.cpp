#include "gui/models/cell_explanation.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>

#include "analysis/comparability.h"
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

/// A row of the table of values: whose, value, 95 % interval, n, disturbed stages.
QString value_row(const QString& whose, const analysis::Estimate& estimate, std::string_view unit,
                  const QLocale& locale) {
  QString row = QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td>").arg(whose.toHtmlEscaped());
  const auto add = [&row](const QString& text) {
    row += QStringLiteral("<td>%1&nbsp;&nbsp;</td>").arg(text);
  };
  if (!estimate.value) {
    return row + QStringLiteral("<td colspan=\"4\">%1</td></tr>")
                     .arg(Words::tr("none: %1").arg(escaped(estimate.absent_because)));
  }
  add(format_estimate(estimate, unit, locale));
  if (estimate.interval) {
    add(format_interval(*estimate.value, *estimate.interval, unit, locale));
  } else {
    add(Words::tr("none: %1").arg(escaped(estimate.no_interval_because)));
  }
  add(estimate.n == analysis::SampleSize{} ? Words::tr("not known") : format_sample_size(estimate.n, locale));
  add(estimate.disturbed_share > 0
          ? Words::tr("⚠ %1 % of the stages").arg(percent(estimate.disturbed_share, locale))
          : Words::tr("none"));
  return row + QStringLiteral("</tr>");
}

QString value_table(const CellPlace& place, const QLocale& locale) {
  const OverviewCell& cell = place.cell();
  const auto unit = unit_of(place.metric);
  QString table = QStringLiteral("<table cellspacing=\"0\" cellpadding=\"1\"><tr>");
  for (const QString& heading : {QString(), metric_name(place.metric).toHtmlEscaped(),
                                 Words::tr("95 % interval"), Words::tr("n"), Words::tr("disturbed")}) {
    table += QStringLiteral("<td><i>%1</i>&nbsp;&nbsp;</td>").arg(heading);
  }
  table += QStringLiteral("</tr>");
  table += value_row(to_qt(place.study.sides[place.side].label), cell.estimate, unit, locale);
  if (cell.base.value) {
    const QString baseline = to_qt(place.study.sides[place.study.baseline].label);
    table += value_row(Words::tr("%1 (baseline)").arg(baseline), cell.base, unit, locale);
  }
  return table + QStringLiteral("</table>");
}

QString ratio_line(const analysis::Ratio& ratio, const std::string& metric, const QLocale& locale) {
  const double number = ratio.value.value_or(results::missing);
  const QString value = format_ratio(number, ratio.interval, locale);
  QString line = Words::tr("Ratio to the baseline: <b>%1</b>, without an interval").arg(value);
  if (ratio.interval) {
    const QString interval = format_ratio_interval(number, *ratio.interval, locale);
    line = Words::tr("Ratio to the baseline: <b>%1</b>, 95 % interval %2: %3")
               .arg(value, interval,
                    ratio.resolved ? verdict(ratio, metric)
                                   : Words::tr("not resolved, the interval includes 1"));
  }
  if (has_direction(metric)) {
    line = (lower_is_better(metric) ? Words::tr("%1. Lower is better.") : Words::tr("%1. Higher is better."))
               .arg(line);
  }
  return line;
}

QString method(const analysis::Ratio& ratio, const QLocale& locale) {
  const QString freedom = locale.toString(ratio.degrees_of_freedom, 'f', 1);
  switch (ratio.method) {
    case analysis::RatioMethod::two_hosts_r1:
      return Words::tr(
                 "Method: hosts against hosts (rule R1), %1 degrees of freedom; so few hosts were seen that "
                 "up to "
                 "%2 % of all such hosts could be slow ones")
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

QString cell_explained(const CellPlace& place, const QLocale& locale) {
  const OverviewCell& cell = place.cell();
  QStringList lines{QStringLiteral("<b>%1</b>").arg(place_name(place).toHtmlEscaped())};
  if (!cell.context.empty()) lines << escaped(cell.context);
  if (cell.kind == Kind::ratio) {
    lines << ratio_line(cell.ratio, place.metric, locale);
    if (cell.ratio.resolved &&
        analysis::is_too_disturbed(std::max(cell.estimate.disturbed_share, cell.base.disturbed_share))) {
      lines << Words::tr(
          "⚠ More of the stages were disturbed than can be relied on: measure again on a quieter host.");
    }
  } else if (!cell.absent_because.empty()) {
    lines << Words::tr("No ratio: %1").arg(escaped(cell.absent_because));
  }
  if (cell.kind == Kind::multiple) {
    lines << Words::tr(
                 "Cheaper per request if its hourly price is below %1 the baseline's (95 % interval: %2).")
                 .arg(cell_headline(place.metric, cell, locale), cell_detail(place.metric, cell, locale));
  }
  QString html = lines.join(QStringLiteral("<br>"));
  if (cell.kind != Kind::multiple && (cell.estimate.value || cell.base.value))
    html += value_table(place, locale);
  lines.clear();
  explain_assumptions(cell.ratio, locale, lines);
  explain_cautions(cell, lines);
  if (lines.isEmpty()) return html;
  return html + QStringLiteral("<p style=\"margin-top:6px; margin-bottom:0\">%1</p>")
                    .arg(lines.join(QStringLiteral("<br>")));
}

}  // namespace crossfade::gui
