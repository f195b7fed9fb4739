#include "gui/models/load_scene.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "gui/format.h"
#include "gui/models/side_series.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(LoadScene)
};

QString read_out(const analysis::LoadCurve& curve, const analysis::LoadPoint& point, Quantile quantile) {
  const QLocale locale;
  const analysis::Estimate& estimate = quantile_of(point, quantile);
  const double value = estimate.value.value_or(0);
  QString text = Words::tr("%1 at %2 offered: %3 %4")
                     .arg(to_qt(curve.side), format_quantity(point.offered_per_s, "s-1", {}, locale),
                          quantile_name(quantile), format_estimate(estimate, "ns", locale));
  if (estimate.interval) {
    text =
        Words::tr("%1, 95 % interval %2").arg(text, format_interval(value, *estimate.interval, "ns", locale));
  } else if (!estimate.no_interval_because.empty()) {
    text = Words::tr("%1, no interval: %2").arg(text, to_qt(estimate.no_interval_because));
  }
  if (point.achieved_per_s.value) {
    text = Words::tr("%1; achieved %2")
               .arg(text, format_quantity(*point.achieved_per_s.value, "s-1", point.achieved_per_s.interval,
                                          locale));
  }
  text = Words::tr("%1; n: %2").arg(text, format_sample_size(estimate.n, locale));
  if (point.saturated) text = Words::tr("%1; saturated: it fell behind the offered load").arg(text);
  if (point.disturbed_processes > 0)
    text = Words::tr("%1; ⚠ disturbed processes: %2").arg(text, QString::number(point.disturbed_processes));
  return text;
}

QString slo_rate_line(const analysis::LoadCurve& curve) {
  const QLocale locale;
  const analysis::Estimate& rate = curve.slo_rate_per_s;
  const QString side = to_qt(curve.side);
  if (!rate.value) return Words::tr("%1: no SLO throughput: %2").arg(side, to_qt(rate.absent_because));
  const QString value = format_estimate(rate, "s-1", locale);
  QString text = Words::tr("%1: keeps its objective up to %2").arg(side, value);
  if (rate.interval)
    text = Words::tr("%1, 95 % interval %2")
               .arg(text, format_interval(*rate.value, *rate.interval, "s-1", locale));
  if (!curve.slo_from_grid) {
    return rate.no_interval_because.empty()
               ? Words::tr("%1 (solved from stages near that rate)").arg(text)
               : Words::tr("%1 (solved; no interval: %2)").arg(text, to_qt(rate.no_interval_because));
  }
  if (curve.grid_ratio > 1) {
    return Words::tr("%1 (grid: the next measured rate is %2 times higher)")
        .arg(text, locale.toString(curve.grid_ratio, 'f', 2));
  }
  return Words::tr("%1 (the highest rate measured: the true rate may be higher)").arg(text);
}

/// A line per objective, each value once; of a workload with classes it says whose it is.
void add_objectives(const analysis::LoadCurve& curve, const QLocale& locale, Scene& scene) {
  for (const analysis::ClassObjective& objective : curve.objectives) {
    const auto same_line = [&](const PlotLevel& level) { return level.y == objective.p99_ns; };
    if (std::any_of(scene.levels.begin(), scene.levels.end(), same_line)) continue;
    QStringList classes;
    for (const analysis::ClassObjective& other : curve.objectives)
      if (other.p99_ns == objective.p99_ns) classes << to_qt(other.name);
    const QString value = format_tick(objective.p99_ns, "ns", locale);
    const bool is_of_all = static_cast<std::size_t>(classes.size()) == curve.objectives.size();
    scene.levels.push_back(
        {is_of_all
             ? Words::tr("objective for p99: %1").arg(value)
             : Words::tr("objective for p99 of class %1: %2").arg(classes.join(QStringLiteral(", ")), value),
         objective.p99_ns});
  }
}

}  // namespace

QString quantile_name(Quantile quantile) {
  switch (quantile) {
    case Quantile::p50:
      return QStringLiteral("p50");
    case Quantile::p90:
      return QStringLiteral("p90");
    case Quantile::p99:
      return QStringLiteral("p99");
    case Quantile::p999:
      return QStringLiteral("p99.9");
  }
  return {};
}

const analysis::Estimate& quantile_of(const analysis::LoadPoint& point, Quantile quantile) {
  switch (quantile) {
    case Quantile::p50:
      return point.p50_ns;
    case Quantile::p90:
      return point.p90_ns;
    case Quantile::p999:
      return point.p999_ns;
    case Quantile::p99:
      break;
  }
  return point.p99_ns;
}

const WorkloadLoad* find_load(const Study& study, const std::string& workload) {
  for (const WorkloadLoad& load : study.load) {
    if (load.workload == workload) return &load;
  }
  return nullptr;
}

LoadScene make_load_scene(const Study& study, const std::string& workload, Quantile quantile,
                          std::optional<std::size_t> selected_side) {
  LoadScene result;
  Scene& scene = result.scene;
  scene.x = {Words::tr("offered load"), "s-1"};
  scene.y = {Words::tr("%1 latency").arg(quantile_name(quantile)), "ns"};
  const WorkloadLoad* load = find_load(study, workload);
  if (load == nullptr) return result;
  const QLocale locale;
  for (const analysis::LoadCurve& curve : load->curves) {
    if (!curve.ends_early.empty())
      result.absent << Words::tr("%1: %2").arg(to_qt(curve.side), to_qt(curve.ends_early));
    PlotSeries series = side_series(study, curve.side, selected_side);
    if (curve.slo_rate_per_s.value && !curve.slo_from_grid)
      series.limit = PlotLimit{*curve.slo_rate_per_s.value, curve.slo_rate_per_s.interval};
    for (const analysis::LoadPoint& point : curve.points) {
      const analysis::Estimate& estimate = quantile_of(point, quantile);
      PlotPoint drawn;
      drawn.x = point.offered_per_s;
      drawn.y = estimate.value;
      drawn.whisker = estimate.interval;
      drawn.hollow = point.saturated;
      drawn.ringed = curve.slo_from_grid &&
                     analysis::same_rate(curve.slo_rate_per_s.value.value_or(0), point.offered_per_s);
      if (estimate.value) {
        drawn.read_out = read_out(curve, point, quantile);
      } else {
        result.absent << Words::tr("%1 at %2: no %3: %4")
                             .arg(to_qt(curve.side), format_quantity(point.offered_per_s, "s-1", {}, locale),
                                  quantile_name(quantile), to_qt(estimate.absent_because));
      }
      series.points.push_back(std::move(drawn));
    }
    scene.series.push_back(std::move(series));
    result.slo_rates << slo_rate_line(curve);
    add_objectives(curve, locale, scene);
  }
  scene.summary =
      Words::tr("%1 latency of %2 against offered load. %3")
          .arg(quantile_name(quantile), to_qt(workload), result.slo_rates.join(QStringLiteral("; ")));
  return result;
}

}  // namespace crossfade::gui
