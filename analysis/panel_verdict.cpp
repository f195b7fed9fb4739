#include "analysis/panel_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "results/busy_neighbour.h"
#include "results/vocabulary/load_ceiling.h"
#include "results/vocabulary/rule.h"

namespace crossfade::analysis {
namespace {

using results::Recording;
using results::Stage;

std::vector<double> readings_of(const Recording& recording, double results::PanelReading::*kernel) {
  std::vector<double> values;
  for (const Stage& stage : recording.stages) {
    for (const results::PanelReading* side : {&stage.panel_before, &stage.panel_after}) {
      if (std::isfinite(side->*kernel) && side->*kernel > 0) values.push_back(side->*kernel);
    }
  }
  std::sort(values.begin(), values.end());
  return values;
}

double at_share(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(std::llround(share * static_cast<double>(sorted.size() - 1)))];
}

/// Fills the ceiling, or why there can be no verdict.
void set_ceiling(const Recording& recording, PanelVerdict& verdict) {
  const auto loads = readings_of(recording, &results::PanelReading::l1_loads_per_cycle);
  if (loads.empty()) {
    verdict.absent_because = "recorded without a calibration panel";
    for (const results::Absence& absence : recording.absences) {
      if (absence.subject == "stage.panel") verdict.absent_because = absence.reason;
    }
    return;
  }
  const std::string& microarchitecture = recording.header.microarchitecture;
  const results::LoadCeiling* const known = results::find_load_ceiling(microarchitecture);
  if (known == nullptr) {
    constexpr double own_share = 0.95;
    verdict.ceiling_source = CeilingSource::own;
    verdict.ceiling_loads_per_cycle = at_share(loads, own_share);
    verdict.ceiling_text = fmt::format(
        "{:.2f} loads per cycle, the recording's own 95th percentile: {} has no row in the table, and a host "
        "that is always disturbed cannot be told",
        *verdict.ceiling_loads_per_cycle, microarchitecture.empty() ? "an unknown CPU" : microarchitecture);
    return;
  }
  verdict.ceiling_source = CeilingSource::table;
  verdict.ceiling_loads_per_cycle = known->loads_per_cycle;
  verdict.ceiling_text =
      fmt::format("{:g} loads per cycle, {} ({})", known->loads_per_cycle, microarchitecture, known->source);
  const double best = loads.back();
  if (1 - best / known->loads_per_cycle > results::threshold_of("silent-neighbour")) {
    verdict.absent_because = fmt::format(
        "this host never did more than {:.2f} of the {:g} loads per cycle that {} can: somebody shares its "
        "cores all the time",
        best, known->loads_per_cycle, microarchitecture);
  }
}

void judge_stages(const Recording& recording, PanelVerdict& verdict) {
  if (!verdict.ceiling_loads_per_cycle) return;
  const double threshold = results::threshold_of("silent-neighbour");
  const double most_flicker = results::threshold_of("flickering-neighbour");
  const results::BusyNeighbour neighbour(recording, *verdict.ceiling_loads_per_cycle);
  double judged_ns = 0, disturbed_ns = 0, near_ns = 0;
  bool read = false;
  for (std::size_t i = 0; i < recording.stages.size(); ++i) {
    const Stage& stage = recording.stages[i];
    const auto deficit = results::load_deficit(stage, *verdict.ceiling_loads_per_cycle);
    const bool steady = results::load_flicker(stage).value_or(0) <= most_flicker;
    const bool quiet = deficit && *deficit <= threshold && steady && stage.quality == results::Quality::clean;
    verdict.undisturbed[i] = quiet && !neighbour.is_near(stage);
    if (deficit) read = true;
    // A panel that could not be read because others had the CPU is no stage's acquittal.
    if (!results::is_of_measurement(recording, stage)) continue;
    const auto duration_ns = static_cast<double>(stage.duration_ns);
    judged_ns += duration_ns;
    if (!quiet) disturbed_ns += duration_ns;
    if (quiet && !verdict.undisturbed[i]) near_ns += duration_ns;
  }
  if (read && judged_ns > 0) {
    verdict.disturbed_time_share = disturbed_ns / judged_ns;
    verdict.near_time_share = near_ns / judged_ns;
  } else if (verdict.absent_because.empty()) {
    verdict.absent_because = "the panel was never read on both sides of a stage";
  }
}

std::optional<double> usual(const Recording& recording, double results::PanelReading::*kernel) {
  const auto sorted = readings_of(recording, kernel);
  return sorted.empty() ? std::nullopt : std::optional(at_share(sorted, 0.5));
}

void judge_memory(const Recording& recording, PanelVerdict& verdict) {
  verdict.usual_memory_ns = usual(recording, &results::PanelReading::memory_ns);
  verdict.usual_stream_bytes_per_s = usual(recording, &results::PanelReading::stream_bytes_per_s);
  const double slower = 1 + results::threshold_of("slow-memory");
  // What was not read is not slow.
  const auto is_slow = [&](const results::PanelReading& side) {
    return (verdict.usual_memory_ns && side.memory_ns > *verdict.usual_memory_ns * slower) ||
           (verdict.usual_stream_bytes_per_s &&
            side.stream_bytes_per_s < *verdict.usual_stream_bytes_per_s / slower);
  };
  for (const Stage& stage : recording.stages) {
    if (is_slow(stage.panel_before) || is_slow(stage.panel_after)) ++verdict.slow_memory_stages;
  }
}

}  // namespace

PanelVerdict panel_verdict(const Recording& recording) {
  PanelVerdict verdict;
  verdict.undisturbed.resize(recording.stages.size(), false);
  set_ceiling(recording, verdict);
  judge_stages(recording, verdict);
  judge_memory(recording, verdict);
  return verdict;
}

}  // namespace crossfade::analysis
