#include "gui/models/spread_rows.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <string>
#include <utility>

#include "analysis/report/throughput_tables.h"
#include "gui/format.h"
#include "gui/models/overview_words.h"
#include "gui/models/side_series.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

using analysis::Estimate;
using analysis::HostSpread;
using analysis::ThroughputSpread;

constexpr const char* unit = "s-1";

struct Words {
  Q_DECLARE_TR_FUNCTIONS(SpreadRows)
};

QString figure_of(const Estimate& estimate) {
  if (!estimate.value) return Words::tr("no value");
  const QString number = format_estimate(estimate, unit, QLocale());
  if (!estimate.interval) return Words::tr("%1 (no interval)").arg(number);
  return QStringLiteral("%1  %2").arg(number,
                                      format_interval(*estimate.value, *estimate.interval, unit, QLocale()));
}

QString tip_of(const QString& label, const Estimate& estimate) {
  QStringList lines{QStringLiteral("%1: %2").arg(label, figure_of(estimate))};
  if (!estimate.value) lines << to_qt(estimate.absent_because);
  if (estimate.value && !estimate.interval) lines << to_qt(estimate.no_interval_because);
  if (estimate.value) lines << Words::tr("n: %1").arg(format_sample_size(estimate.n, QLocale()));
  for (const std::string& caution : estimate.cautions) lines << to_qt(caution);
  if (estimate.disturbed_share > 0) lines << Words::tr("⚠ some of its stages were disturbed");
  lines.removeAll(QString());
  return lines.join(QLatin1Char('\n'));
}

SpreadRow row_of(const QString& label, const Estimate& estimate, int side, bool faded) {
  SpreadRow row;
  row.label = label;
  row.figure = figure_of(estimate);
  if (estimate.disturbed_share > 0) row.figure = QStringLiteral("⚠ ") + row.figure;
  row.tip = tip_of(label, estimate);
  row.side = side;
  row.faded = faded;
  row.value = estimate.value;
  row.interval = estimate.interval;
  return row;
}

void add_rows(const Study& study, const ThroughputSpread& spread, bool with_context,
              std::optional<std::size_t> selected, std::vector<SpreadRow>& rows) {
  const int side = side_index(study, spread.side);
  const bool faded = is_faded(study, side, selected);
  const QString name = to_qt(spread.side);
  const QString label = with_context ? QStringLiteral("%1, %2").arg(name, to_qt(spread.context)) : name;
  rows.push_back(row_of(label, spread.estimate, side, faded));
  for (const HostSpread& host : spread.hosts) {
    SpreadRow row = row_of(to_qt(analysis::host_title(host)), host.estimate, side, faded);
    row.is_host = true;
    for (const analysis::RunValue& value : host.values) row.repetitions.push_back(value.value);
    rows.push_back(std::move(row));
  }
}

}  // namespace

std::vector<SpreadPanel> spread_panels(const Study& study, std::span<const ThroughputSpread> spreads,
                                       std::optional<std::size_t> selected_side) {
  std::vector<SpreadPanel> panels;
  for (std::size_t i = 0; i < spreads.size(); ++i) {
    const std::string& metric = spreads[i].metric;
    if (i > 0 && spreads[i - 1].metric == metric) continue;
    SpreadPanel panel;
    const auto is_other = [&](const ThroughputSpread& s) {
      return s.metric == metric && s.context != spreads[i].context;
    };
    const bool differ = std::any_of(spreads.begin(), spreads.end(), is_other);
    panel.title = differ ? metric_name(metric) : to_qt(analysis::throughput_title(spreads[i]));
    for (const ThroughputSpread& spread : spreads)
      if (spread.metric == metric) add_rows(study, spread, differ, selected_side, panel.rows);
    panels.push_back(std::move(panel));
  }
  return panels;
}

}  // namespace crossfade::gui
