#include "gui/models/percentile_scene.h"

#include <QCoreApplication>
#include <algorithm>

#include "analysis/quantity.h"
#include "analysis/report/percentile_table.h"
#include "gui/format.h"
#include "gui/models/load_scene.h"
#include "gui/models/side_series.h"
#include "gui/plot/percentile_axis.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(PercentileScene)
};

QString read_out(const analysis::PercentileCurve& curve, const analysis::PercentilePoint& point) {
  const QLocale locale;
  const analysis::Estimate& latency = point.latency_ns;
  const QString percentile = to_qt(analysis::percentile_text(point.p));
  QString text = Words::tr("%1: %2 of requests within %3")
                     .arg(to_qt(curve.side), percentile, format_estimate(latency, "ns", locale));
  if (latency.interval) {
    text = Words::tr("%1, 95 % interval %2")
               .arg(text, format_interval(latency.value.value_or(0), *latency.interval, "ns", locale));
  } else if (!latency.no_interval_because.empty()) {
    text = Words::tr("%1, no interval: %2").arg(text, to_qt(latency.no_interval_because));
  }
  return Words::tr("%1; n: %2").arg(text, format_sample_size(latency.n, locale));
}

const analysis::LoadPoint* point_at(const analysis::LoadCurve& curve, double rate) {
  const auto found = std::find_if(
      curve.points.begin(), curve.points.end(),
      [rate](const analysis::LoadPoint& point) { return analysis::same_rate(point.offered_per_s, rate); });
  return found == curve.points.end() ? nullptr : &*found;
}

}  // namespace

std::vector<double> offered_loads(const Study& study, const std::string& workload) {
  std::vector<double> loads;
  if (const WorkloadLoad* load = find_load(study, workload)) {
    for (const analysis::LoadCurve& curve : load->curves)
      for (const analysis::LoadPoint& point : curve.points)
        if (!analysis::has_rate(loads, point.offered_per_s)) loads.push_back(point.offered_per_s);
  }
  std::sort(loads.begin(), loads.end());
  return loads;
}

std::optional<double> usual_load(const Study& study, const std::string& workload) {
  const std::vector<double> loads = offered_loads(study, workload);
  if (loads.empty()) return std::nullopt;
  const auto& curves = find_load(study, workload)->curves;
  for (auto load = loads.rbegin(); load != loads.rend(); ++load) {
    const bool all_kept_up = std::all_of(curves.begin(), curves.end(), [&](const analysis::LoadCurve& curve) {
      const analysis::LoadPoint* point = point_at(curve, *load);
      return point != nullptr && !point->saturated;
    });
    if (all_kept_up) return *load;
  }
  return loads.front();
}

Scene make_percentile_scene(const Study& study, const std::string& workload,
                            const std::vector<analysis::PercentileCurve>& curves,
                            std::optional<std::size_t> selected_side) {
  Scene scene;
  scene.x = {Words::tr("percentile of requests"), percentile_unit};
  scene.y = {Words::tr("latency"), "ns"};
  QStringList told;
  for (const analysis::PercentileCurve& curve : curves) {
    PlotSeries series = side_series(study, curve.side, selected_side);
    for (const analysis::PercentilePoint& point : curve.points) {
      PlotPoint drawn;
      drawn.x = place_of_percentile(point.p);
      drawn.y = point.latency_ns.value;
      drawn.whisker = point.latency_ns.interval;
      drawn.hollow = curve.saturated;
      drawn.read_out = read_out(curve, point);
      series.points.push_back(std::move(drawn));
    }
    if (!curve.points.empty())
      told << Words::tr("%1 up to %2")
                  .arg(series.name, to_qt(analysis::percentile_text(curve.points.back().p)));
    scene.series.push_back(std::move(series));
  }
  scene.summary =
      Words::tr("Latency of %1 by percentile: %2").arg(to_qt(workload), told.join(QStringLiteral("; ")));
  return scene;
}

}  // namespace crossfade::gui
