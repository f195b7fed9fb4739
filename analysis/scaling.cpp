#include "analysis/scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analysis/contended_control.h"
#include "analysis/quantity.h"
#include "analysis/sample.h"
#include "analysis/undisturbed.h"

namespace crossfade::analysis {
namespace {

using results::StageKind;

/// Physical cores of each thread count; absent where recordings differ.
std::map<std::uint32_t, std::optional<std::uint32_t>> cores_by_threads(const WorkloadRuns& workload) {
  std::map<std::uint32_t, std::set<std::uint32_t>> seen;
  for (const ProcessRun& run : workload.runs) {
    for (const auto* stages : {&run.stages, &run.void_stages}) {
      for (const StageView& v : *stages) {
        if (v.stage->kind == StageKind::capacity) seen[v.stage->workers].insert(v.stage->physical_cores);
      }
    }
  }
  std::map<std::uint32_t, std::optional<std::uint32_t>> out;
  for (const auto& [threads, cores] : seen)
    out[threads] = cores.size() == 1 ? std::optional(*cores.begin()) : std::nullopt;
  return out;
}

/// Why CPUs that count as cores of their own may be threads of one; empty = no recording says so.
std::string why_cores_are_uncertain(const Side& side) {
  for (const RecordingPointer& r : side.recordings) {
    for (const results::Absence& absence : r->recording.absences) {
      if (absence.subject == "topology.cores") return absence.reason;
    }
  }
  return {};
}

ScalingPoint point(const WorkloadRuns& workload, const Undisturbed& undisturbed, std::uint32_t threads) {
  ScalingPoint p;
  p.threads = threads;
  const Sample experienced = sample(workload, capacity_at(threads), throughput_per_s);
  p.throughput_per_s = estimate(experienced);
  Sample left = sample(undisturbed.of(workload), capacity_at(threads), throughput_per_s);
  p.undisturbed_per_s = estimate(left);
  undisturbed.demand_blocks(experienced, p.undisturbed_per_s, left);
  p.efficiency = efficiency_estimate(sample(workload, capacity_at(threads), scaling_efficiency), threads);
  p.speed_up = scaled(p.efficiency, threads);
  return p;
}

void add_contention(const Side& side, const WorkloadRuns& workload, ScalingCurve& curve) {
  const ContendedControl control = contended_control(side, workload.name);
  curve.contended = control.contended;
  if (!control.contended) return;
  curve.control = control.name;
  curve.control_absent_because = control.absent_because;
  const WorkloadRuns beside = control.name.empty() || control.name == workload.name
                                  ? WorkloadRuns{}
                                  : process_runs(side, control.name);
  for (ScalingPoint& p : curve.points) {
    p.overlap = estimate_plain(sample(workload, capacity_at(p.threads), derived("overlap_share")));
    if (p.threads > 1 && !beside.name.empty())
      p.against_control = estimate(against_control(workload, beside, p.threads));
  }
}

ScalingCurve scaling_curve(const Side& side, const WorkloadRuns& workload) {
  ScalingCurve curve;
  curve.workload = workload.name;
  curve.side = side.label;
  const Undisturbed undisturbed(side);
  const auto cores_at = cores_by_threads(workload);
  const std::string uncertain = why_cores_are_uncertain(side);
  bool cores_known = uncertain.empty();
  std::uint32_t cores = 0;
  for (const auto& [threads, on_cores] : cores_at) {
    curve.points.push_back(point(workload, undisturbed, threads));
    if (uncertain.empty() || threads == 1) curve.points.back().cores = on_cores;
    cores_known = cores_known && on_cores;
    cores = std::max(cores, on_cores.value_or(0));
  }
  add_contention(side, workload, curve);
  if (!cores_known) {
    curve.cores_absent_because =
        uncertain.empty() ? "recordings of the side differ in how many cores the same number of threads had"
                          : "which threads had a core each is not known: " + uncertain;
    curve.law.absent_because = curve.siblings.gain.absent_because = curve.cores_absent_because;
    return curve;
  }
  ThreadCounts one_a_core, siblings;
  for (const auto& [threads, on_cores] : cores_at) {
    if (threads <= cores) one_a_core.push_back(threads);
    if (threads >= cores) siblings.push_back(threads);
  }
  curve.law = scaling_law(workload, one_a_core, cores_of_machine(side));
  curve.siblings = sibling_effect(workload, siblings, cores);
  curve.predictions = predictions(workload, curve.law);
  return curve;
}

}  // namespace

Estimate efficiency_estimate(const Sample& efficiency, std::uint32_t threads) {
  Estimate e = estimate(efficiency);
  if (threads == 1 && e.value) {
    e.interval.reset();
    e.no_interval_because = "1 by definition";
  }
  return e;
}

ThreadCounts capacity_thread_counts(const WorkloadRuns& workload) {
  ThreadCounts counts;
  for (const auto& [threads, cores] : cores_by_threads(workload)) counts.push_back(threads);
  return counts;
}

std::vector<ScalingCurve> scaling_curves(const std::vector<Side>& sides, const std::string& workload) {
  std::vector<ScalingCurve> curves;
  for (const Side& side : sides) {
    const WorkloadRuns runs = process_runs(side, workload);
    if (!capacity_thread_counts(runs).empty()) curves.push_back(scaling_curve(side, runs));
  }
  return curves;
}

}  // namespace crossfade::analysis
