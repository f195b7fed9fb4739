#include "analysis/timeline/stage_lanes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

namespace crossfade::analysis {
namespace {

using results::Recording;
using results::Stage;

double share_of_workers(const std::optional<std::uint64_t>& lost_ns, const Stage& stage) {
  const double worker_time_ns = static_cast<double>(stage.duration_ns) * stage.workers;
  return lost_ns && worker_time_ns > 0 ? static_cast<double>(*lost_ns) / worker_time_ns : results::missing;
}

struct StageMeasure {
  const char *id, *name, *unit, *help, *absent_as;
  double (*value)(const Stage&);  ///< NaN if the stage has none
};

constexpr std::array measures{
    StageMeasure{"steal", "steal, share of the workers' time", "1",
                 "Time for which the hypervisor ran others on the workers' CPUs, of a whole stage.",
                 "stage.steal_ns", [](const Stage& s) { return share_of_workers(s.steal_ns, s); }},
    StageMeasure{"run_queue_wait", "run-queue wait, share of the workers' time", "1",
                 "Time for which workers were ready and others had their CPU, of a whole stage; what a CPU "
                 "quota stopped counts too.",
                 "stage.run_queue_wait_ns",
                 [](const Stage& s) { return share_of_workers(s.run_queue_wait_ns, s); }},
    StageMeasure{"effective_clock", "effective clock", "Hz", "Of the workers' CPUs beside a whole stage.",
                 "stage.effective_clock_hz", [](const Stage& s) { return s.effective_clock_hz; }},
    StageMeasure{
        "panel_loads", "panel: loads per cycle", "1",
        "What the calibration panel read on the workers' idle CPUs, the lower of before and after the "
        "stage: below the CPU's own, somebody shares its core.",
        "stage.panel",
        [](const Stage& s) {
          return std::fmin(s.panel_before.l1_loads_per_cycle, s.panel_after.l1_loads_per_cycle);
        }},
};

std::string reason_for(const Recording& r, const char* subject) {
  for (const results::Absence& absence : r.absences)
    if (absence.subject == subject) return absence.reason;
  return "no stage of this recording has it";
}

}  // namespace

StageLanes stage_lanes(const Recording& r, const RunClock& clock) {
  StageLanes found;
  std::vector<std::uint32_t> rows(r.stages.size());
  std::iota(rows.begin(), rows.end(), 0U);
  std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
    return clock.window_of(r.stages[a]).end_ns < clock.window_of(r.stages[b]).end_ns;
  });
  std::vector<TimeWindow> windows;
  windows.reserve(rows.size());
  for (const std::uint32_t row : rows) windows.push_back(clock.window_of(r.stages[row]));
  const auto axis = std::make_shared<const SampleAxis>(std::move(windows));
  for (const StageMeasure& measure : measures) {
    std::vector<float> values, weights;
    for (const std::uint32_t row : rows) {
      const Stage& stage = r.stages[row];
      values.push_back(static_cast<float>(measure.value(stage)));
      weights.push_back(static_cast<float>(static_cast<double>(stage.duration_ns) * stage.workers));
    }
    if (std::all_of(values.begin(), values.end(), [](float value) { return std::isnan(value); })) {
      if (!r.stages.empty()) found.absent.push_back({measure.name, reason_for(r, measure.absent_as)});
      continue;
    }
    found.lanes.push_back({measure.id, measure.name, measure.unit, measure.help, axis,
                           std::make_shared<const SamplePyramid>(std::move(values), std::move(weights))});
  }
  return found;
}

}  // namespace crossfade::analysis
