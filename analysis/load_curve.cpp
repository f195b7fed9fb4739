#include "analysis/load_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/distinct_values.h"
#include "analysis/exceedance.h"
#include "analysis/latency.h"
#include "analysis/number_text.h"
#include "analysis/process_run.h"
#include "analysis/quantity.h"
#include "analysis/slo_grid.h"
#include "analysis/slo_rate.h"
#include "results/enum_names.h"

namespace crossfade::analysis {
namespace {

using results::DistributionKind;
using results::StageKind;

std::vector<double> offered_rates(const WorkloadRuns& workload) {
  std::vector<double> rates;
  for (const ProcessRun& run : workload.runs) {
    for (const StageView* v : matching(run, {StageKind::load, {}, {}})) {
      const double rate = v->stage->offered_per_s;
      if (!(rate > 0)) continue;
      if (!has_rate(rates, rate)) rates.push_back(rate);
    }
  }
  std::sort(rates.begin(), rates.end());
  return rates;
}

std::vector<double> void_rates(const WorkloadRuns& workload, const std::vector<double>& usable) {
  std::vector<double> rates;
  for (const ProcessRun& run : workload.runs) {
    for (const StageView& v : run.void_stages) {
      const double rate = v.stage->offered_per_s;
      if (v.stage->kind == StageKind::load && rate > 0 && !has_rate(usable, rate) && !has_rate(rates, rate))
        rates.push_back(rate);
    }
  }
  std::sort(rates.begin(), rates.end());
  return rates;
}

LoadPoint point(const WorkloadRuns& workload, double rate_per_s) {
  const StageFilter at{StageKind::load, {}, rate_per_s};
  LoadPoint p;
  p.offered_per_s = rate_per_s;
  p.achieved_per_s = estimate(sample(workload, at, throughput_per_s));
  p.p50_ns = quantile_estimate(workload, at, DistributionKind::latency, 0.5).estimate;
  p.p90_ns = quantile_estimate(workload, at, DistributionKind::latency, 0.9).estimate;
  p.p99_ns = quantile_estimate(workload, at, DistributionKind::latency, 0.99).estimate;
  p.p999_ns = quantile_estimate(workload, at, DistributionKind::latency, 0.999).estimate;
  p.exceedance = exceedance(workload, rate_per_s);
  for (const ProcessRun& run : workload.runs) {
    bool disturbed = false;
    for (const StageView* v : matching(run, at)) {
      p.saturated = p.saturated || v->stage->outcome == results::StageOutcome::saturated;
      disturbed = disturbed || v->stage->quality == results::Quality::disturbed;
    }
    p.disturbed_processes += disturbed;
  }
  return p;
}

/// A grid follows the capacity that the first process found, and rates can be named by hand.
std::string ends_early_text(const WorkloadRuns& workload, const std::vector<LoadPoint>& points) {
  constexpr double near_capacity = 0.9;
  const bool any_saturated =
      std::any_of(points.begin(), points.end(), [](const LoadPoint& p) { return p.saturated; });
  if (points.empty() || any_saturated) return "";
  const StageFilter with_all{StageKind::capacity, most_workers(workload), {}};
  const Estimate capacity = estimate(sample(workload, with_all, throughput_per_s));
  const double highest = points.back().offered_per_s;
  if (!capacity.value || highest >= near_capacity * *capacity.value) return "";
  return fmt::format(
      "The rates end at {}, {} of the capacity of all blocks ({}): what lies between was not measured",
      quantity_text(highest, {}, "s-1"), percent_text(highest / *capacity.value),
      quantity_text(*capacity.value, {}, "s-1"));
}

std::vector<ClassObjective> objectives_of(const WorkloadRuns& workload) {
  std::vector<ClassObjective> out;
  if (workload.runs.empty()) return out;
  const ProcessRun& run = workload.runs.front();
  for (const results::WorkloadClass& c : run.recording->classes) {
    if (c.workload == run.workload && c.slo_p99_ns > 0)
      out.push_back({c.name, static_cast<double>(c.slo_p99_ns)});
  }
  return out;
}

Values offerings(const WorkloadRuns& workload) {
  Values texts;
  for (const ProcessRun& run : workload.runs) {
    for (const StageView* v : matching(run, {StageKind::load, {}, {}})) {
      const results::Stage& s = *v->stage;
      std::string text = std::string(results::name_of(s.arrival)) + " arrivals";
      if (!s.arrival_profile.empty()) text += " (" + s.arrival_profile + ")";
      text += ", " + std::string(results::name_of(s.wait_mode)) + " waiting";
      if (s.scheduling == results::Scheduling::fifo) text += ", workers in real time (SCHED_FIFO)";
      add(texts, std::move(text));
    }
  }
  return texts;
}

}  // namespace

std::vector<std::string> workload_names(const std::vector<Side>& sides) {
  std::vector<std::string> names;
  for (const Side& side : sides) {
    for (const RecordingPointer& r : side.recordings) {
      for (const results::Workload& w : r->recording.workloads) {
        const std::string name = workload_name(side, w);
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
      }
    }
  }
  return names;
}

std::vector<LoadCurve> load_curves(const std::vector<Side>& sides, const std::string& workload) {
  std::vector<LoadCurve> curves;
  for (const Side& side : sides) {
    const WorkloadRuns runs = process_runs(side, workload);
    const std::vector<double> rates = offered_rates(runs);
    if (rates.empty()) continue;
    LoadCurve curve;
    curve.workload = workload;
    curve.side = side.label;
    for (const double rate : rates) curve.points.push_back(point(runs, rate));
    curve.void_rates_per_s = void_rates(runs, rates);
    curve.ends_early = ends_early_text(runs, curve.points);
    curve.objectives = objectives_of(runs);
    curve.offered_by = offerings(runs);
    if (has_slo_chunks(runs)) {
      curve.slo_rate_per_s = slo_rate(runs).estimate;
    } else {
      const SloGrid grid = slo_grid(runs);
      curve.slo_from_grid = true;
      curve.slo_rate_per_s = grid.estimate;
      curve.grid_ratio = grid.estimate.value && !grid.last_rate_passes ? grid.step : 0;
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

}  // namespace crossfade::analysis
