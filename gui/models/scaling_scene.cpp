#include "gui/models/scaling_scene.h"

#include <QCoreApplication>
#include <QLocale>
#include <set>
#include <utility>

#include "analysis/scaling_line.h"
#include "gui/format.h"
#include "gui/models/side_series.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

using analysis::Estimate;
using analysis::ScalingCurve;
using analysis::ScalingLineKind;
using analysis::ScalingPoint;

struct Words {
  Q_DECLARE_TR_FUNCTIONS(ScalingScene)
};

QString threads_text(std::uint32_t threads) {
  return threads == 1 ? Words::tr("1 thread") : Words::tr("%n threads", nullptr, static_cast<int>(threads));
}

QString with_interval(const QString& text, const Estimate& estimate, const char* unit) {
  if (estimate.interval)
    return Words::tr("%1, 95 % interval %2")
        .arg(text, format_interval(estimate.value.value_or(0), *estimate.interval, unit, QLocale()));
  if (estimate.no_interval_because.empty()) return text;
  return Words::tr("%1, no interval: %2").arg(text, to_qt(estimate.no_interval_because));
}

QString with_quality(const QString& text, const Estimate& estimate) {
  QString told = Words::tr("%1; n: %2").arg(text, format_sample_size(estimate.n, QLocale()));
  if (estimate.disturbed_share > 0) told = Words::tr("%1; ⚠ some of its stages were disturbed").arg(told);
  return told;
}

QString place_text(const ScalingCurve& curve, const ScalingPoint& point) {
  QString place = Words::tr("%1, %2").arg(to_qt(curve.side), threads_text(point.threads));
  if (!point.cores) return place;
  const QString cores = *point.cores == 1 ? Words::tr("1 core")
                                          : Words::tr("%n cores", nullptr, static_cast<int>(*point.cores));
  return Words::tr("%1 on %2").arg(place, cores);
}

PlotPoint measured(const ScalingCurve& curve, const ScalingPoint& point, const Estimate& estimate,
                   const char* unit, const QString& name) {
  PlotPoint drawn;
  drawn.x = point.threads;
  drawn.y = estimate.value;
  drawn.whisker = estimate.interval;
  if (!estimate.value) return drawn;
  const QString text = QStringLiteral("%1: %2 %3")
                           .arg(place_text(curve, point), name, format_estimate(estimate, unit, QLocale()));
  drawn.read_out = with_quality(with_interval(text, estimate, unit), estimate);
  return drawn;
}

PlotPoint predicted(const ScalingCurve& curve, const analysis::ThroughputPrediction& prediction) {
  const Estimate& estimate = prediction.throughput_per_s;
  PlotPoint drawn;
  drawn.x = prediction.threads;
  drawn.y = estimate.value;
  drawn.whisker = estimate.interval;
  drawn.hollow = true;
  if (!estimate.value) return drawn;
  const QString text = Words::tr("%1, predicted, not measured, for %2 with a core each: %3")
                           .arg(to_qt(curve.side), threads_text(prediction.threads),
                                format_estimate(estimate, "s-1", QLocale()));
  drawn.read_out = with_quality(with_interval(text, estimate, "s-1"), estimate);
  return drawn;
}

PathLook look_of(ScalingLineKind kind) {
  switch (kind) {
    case ScalingLineKind::predicted:
      return PathLook::predicted;
    case ScalingLineKind::guide:
      return PathLook::guide;
    case ScalingLineKind::law:
    case ScalingLineKind::siblings:
      break;
  }
  return PathLook::fitted;
}

PlotSeries series_of(const Study& study, const ScalingCurve& curve, std::optional<std::size_t> selected) {
  PlotSeries series = side_series(study, curve.side, selected);
  if (const auto kink = analysis::scaling_kink(curve))
    series.limit = PlotLimit{static_cast<double>(*kink), std::nullopt};
  return series;
}

QString gain_line(const ScalingCurve& curve) {
  const ScalingPoint& most = curve.points.back();
  const QString side = to_qt(curve.side);
  const QString threads = threads_text(most.threads);
  const Estimate& gain = most.speed_up;
  if (!gain.value)
    return Words::tr("%1: what %2 gain is unknown: %3").arg(side, threads, to_qt(gain.absent_because));
  const QString text = Words::tr("%1: %2 do %3 the work of one")
                           .arg(side, threads, format_ratio(*gain.value, gain.interval, QLocale()));
  if (gain.interval)
    return Words::tr("%1, 95 % interval %2")
        .arg(text, format_ratio_interval(*gain.value, *gain.interval, QLocale()));
  return gain.no_interval_because.empty()
             ? text
             : Words::tr("%1, no interval: %2").arg(text, to_qt(gain.no_interval_because));
}

/// Sides of one reason share a line.
QStringList no_fit_lines(const std::vector<ScalingCurve>& curves) {
  QStringList told, reasons;
  for (const ScalingCurve& curve : curves) {
    const QString reason = to_qt(curve.law.absent_because);
    if (curve.law.bounds || reasons.contains(reason)) continue;
    reasons << reason;
    QStringList sides;
    for (const ScalingCurve& other : curves)
      if (!other.law.bounds && to_qt(other.law.absent_because) == reason) sides << to_qt(other.side);
    told << Words::tr("%1: no law is fitted: %2").arg(sides.join(QStringLiteral("; ")), reason);
  }
  return told;
}

}  // namespace

ScalingScenes make_scaling_scenes(const Study& study, const std::vector<ScalingCurve>& curves,
                                  std::optional<std::size_t> selected_side) {
  ScalingScenes scenes;
  scenes.throughput.x = scenes.efficiency.x = {Words::tr("threads"), "1"};
  scenes.throughput.y = {Words::tr("throughput"), "s-1"};
  scenes.efficiency.y = {Words::tr("efficiency of a thread"), "1"};
  std::set<double> measured_threads, all_threads;
  for (const ScalingCurve& curve : curves) {
    PlotSeries throughput = series_of(study, curve, selected_side);
    throughput.joined = false;
    PlotSeries efficiency = series_of(study, curve, selected_side);
    for (const ScalingPoint& point : curve.points) {
      measured_threads.insert(point.threads);
      throughput.points.push_back(
          measured(curve, point, point.throughput_per_s, "s-1", Words::tr("throughput")));
      efficiency.points.push_back(measured(curve, point, point.efficiency, "1", Words::tr("efficiency")));
    }
    for (const auto& prediction : curve.predictions) {
      all_threads.insert(prediction.threads);
      throughput.points.push_back(predicted(curve, prediction));
    }
    for (const analysis::ScalingLine& line : analysis::scaling_lines(curve)) {
      PlotPath path{look_of(line.kind), {}};
      for (const auto& point : line.points) path.points.emplace_back(point.threads, point.per_s);
      throughput.paths.push_back(std::move(path));
    }
    scenes.throughput.series.push_back(std::move(throughput));
    scenes.efficiency.series.push_back(std::move(efficiency));
    if (curve.points.size() > 1) scenes.gains << gain_line(curve);
  }
  scenes.no_fit = no_fit_lines(curves);
  all_threads.insert(measured_threads.begin(), measured_threads.end());
  scenes.throughput.x.ticks.assign(all_threads.begin(), all_threads.end());
  scenes.efficiency.x.ticks.assign(measured_threads.begin(), measured_threads.end());
  scenes.efficiency.levels.push_back({QString(), 1});  // its label would stand on the point of one thread
  const QString told = scenes.gains.join(QStringLiteral("; "));
  scenes.throughput.summary = Words::tr("Throughput against threads. %1").arg(told);
  scenes.efficiency.summary = Words::tr("Share of its speed that each thread keeps. %1").arg(told);
  return scenes;
}

}  // namespace crossfade::gui
