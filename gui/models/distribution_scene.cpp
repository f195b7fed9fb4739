#include "gui/models/distribution_scene.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <cstddef>
#include <utility>

#include "analysis/report/distribution_table.h"
#include "gui/format.h"
#include "gui/models/side_series.h"
#include "gui/plot/share_axis.h"
#include "gui/text.h"

namespace crossfade::gui {
namespace {

using analysis::Estimate;
using analysis::LatencyDistribution;

/// A mark on one point of so many tells curves apart without hiding them.
constexpr int mark_every = 12;

struct Words {
  Q_DECLARE_TR_FUNCTIONS(DistributionScene)
};

QString read_out(const LatencyDistribution& of, double latency_ns, const Estimate& share) {
  const QLocale locale;
  const QString known = to_qt(analysis::part_text(share.value.value_or(0)));
  QString text =
      Words::tr("%1: %2 of requests within %3")
          .arg(to_qt(of.side),
               share.bound == analysis::Bound::at_most ? Words::tr("at most %1").arg(known) : known,
               format_quantity(latency_ns, "ns", {}, locale));
  if (share.interval) {
    text = Words::tr("%1, 95 % interval %2 to %3")
               .arg(text, to_qt(analysis::part_text(share.interval->low)),
                    to_qt(analysis::part_text(share.interval->high)));
  } else if (!share.no_interval_because.empty()) {
    text = Words::tr("%1, no interval: %2").arg(text, to_qt(share.no_interval_because));
  }
  return Words::tr("%1; n: %2").arg(text, format_sample_size(share.n, locale));
}

void add_points(const LatencyDistribution& of, PlotSeries& series) {
  for (std::size_t i = 0; i < of.latencies_ns.size(); ++i) {
    PlotPoint drawn;
    drawn.x = of.latencies_ns[i];
    drawn.y = of.shares[i].value;
    drawn.whisker = of.shares[i].interval;
    drawn.hollow = of.saturated;
    if (drawn.y) drawn.read_out = read_out(of, drawn.x, of.shares[i]);
    series.points.push_back(std::move(drawn));
  }
}

void add_repetitions(const LatencyDistribution& of, PlotSeries& series) {
  for (const analysis::RepetitionDistribution& repetition : of.repetitions) {
    PlotPath path{PathLook::repetition, {}};
    for (std::size_t i = 0; i < of.latencies_ns.size(); ++i)
      path.points.emplace_back(of.latencies_ns[i], repetition.shares[i]);
    series.paths.push_back(std::move(path));
  }
}

}  // namespace

Scene make_distribution_scene(const Study& study, const std::string& workload,
                              const std::vector<LatencyDistribution>& distributions,
                              std::optional<std::size_t> selected_side) {
  Scene scene;
  scene.x = {Words::tr("latency at most"), "ns"};
  scene.y = {Words::tr("share of requests"), share_unit};
  QStringList told;
  for (const LatencyDistribution& distribution : distributions) {
    PlotSeries series = side_series(study, distribution.side, selected_side);
    series.mark_every = mark_every;
    series.banded = true;
    add_points(distribution, series);
    add_repetitions(distribution, series);
    const auto repetitions = static_cast<int>(distribution.repetitions.size());
    told << (repetitions == 1 ? Words::tr("%1: 1 repetition").arg(series.name)
                              : Words::tr("%1: %n repetitions", nullptr, repetitions).arg(series.name));
    scene.series.push_back(std::move(series));
  }
  scene.summary = Words::tr("Share of requests of %1 by latency. %2")
                      .arg(to_qt(workload), told.join(QStringLiteral("; ")));
  return scene;
}

}  // namespace crossfade::gui
