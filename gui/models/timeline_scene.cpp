#include "gui/models/timeline_scene.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <utility>

#include "analysis/timeline/quality_time.h"
#include "analysis/timeline/time_ticks.h"
#include "gui/format.h"
#include "gui/text.h"
#include "results/enum_names.h"

namespace crossfade::gui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(TimelineScene)
};

QString quality_of(const analysis::TimelineStage& stage) {
  switch (stage.quality) {
    case results::Quality::disturbed:
      return Words::tr("disturbed: %1").arg(to_qt(stage.quality_reasons));
    case results::Quality::voided:
      return Words::tr("void: %1").arg(to_qt(stage.quality_reasons));
    case results::Quality::clean:
      break;
  }
  return Words::tr("clean");
}

TimelineLane lane_of(const analysis::Lane& lane) {
  const QLocale locale;
  const analysis::SampleSummary all = lane.values->summary({0, lane.values->size()});
  TimelineLane made;
  made.name = to_qt(lane.name);
  made.help = to_qt(lane.help);
  made.scale = analysis::lane_scale(all);
  made.samples = lane;
  made.high_text = format_quantity(made.scale.high, lane.unit, {}, locale);
  made.low_text = format_quantity(made.scale.low, lane.unit, {}, locale);
  if (!all.empty() && all.least == all.greatest) {
    made.constant_text = Words::tr("%1 in every sample")
                             .arg(format_quantity(static_cast<double>(all.least), lane.unit, {}, locale));
  }
  return made;
}

QString value_at(const TimelineLane& lane, std::int64_t time_ns) {
  const QLocale locale;
  const analysis::SampleSummary found = analysis::samples_at(lane.samples, time_ns);
  const std::string& unit = lane.samples.unit;
  const auto text = [&](double value) { return format_quantity(value, unit, {}, locale); };
  if (found.empty()) return Words::tr("%1: no sample").arg(lane.name);
  if (found.n == 1) return Words::tr("%1: %2").arg(lane.name, text(static_cast<double>(found.least)));
  return Words::tr("%1: %2 to %3, mean %4 of %5 samples")
      .arg(lane.name, text(static_cast<double>(found.least)), text(static_cast<double>(found.greatest)),
           text(found.mean().value_or(0)), locale.toString(static_cast<qulonglong>(found.n)));
}

}  // namespace

QString stage_kind_name(int kind) {
  const auto names = results::enum_names<results::StageKind>();
  const auto at = static_cast<std::size_t>(kind);
  return at < names.size() ? to_qt(names[at]).replace(QLatin1Char('_'), QLatin1Char(' ')) : QString();
}

TimelineScene make_timeline_scene(const analysis::Timeline& timeline, const std::string& workload) {
  TimelineScene scene;
  scene.whole = timeline.whole;
  for (const analysis::TimelineProcess& process : timeline.processes)
    scene.processes.push_back({process.window, to_qt(process.workload), process.workload == workload});
  for (const analysis::TimelineStage& stage : timeline.stages) {
    TimelineStage made;
    made.window = stage.window;
    made.kind = static_cast<int>(stage.kind);
    made.name = stage_kind_name(made.kind);
    made.read_out = Words::tr("%1, %2, %3").arg(to_qt(stage.workload), to_qt(stage.title), quality_of(stage));
    made.quality = stage.quality;
    scene.stages.push_back(std::move(made));
  }
  for (const analysis::Lane& lane : timeline.lanes) scene.lanes.push_back(lane_of(lane));
  QStringList names;
  for (const TimelineLane& lane : scene.lanes) names << lane.name;
  const std::string quality =
      analysis::quality_time_text(analysis::quality_time(timeline.stages, timeline.whole));
  scene.summary = Words::tr("Counters over the time of the run, %1. Stages: %2. Lanes: %3.")
                      .arg(to_qt(analysis::window_text(timeline.whole)), to_qt(quality),
                           names.isEmpty() ? Words::tr("none") : names.join(QStringLiteral(", ")));
  return scene;
}

QString timeline_read_out(const TimelineScene& scene, std::int64_t time_ns, std::optional<std::size_t> lane) {
  constexpr std::int64_t step_ns = 1'000'000;
  QStringList parts{to_qt(analysis::time_text(time_ns, step_ns))};
  QString stage = Words::tr("between two stages");
  for (const TimelineStage& each : scene.stages) {
    if (each.window.begin_ns <= time_ns && time_ns <= each.window.end_ns) stage = each.read_out;
  }
  parts << stage;
  if (lane && *lane < scene.lanes.size()) parts << value_at(scene.lanes[*lane], time_ns);
  return parts.join(QStringLiteral("; "));
}

}  // namespace crossfade::gui
