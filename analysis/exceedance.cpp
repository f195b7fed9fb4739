#include "analysis/exceedance.h"

#include <algorithm>
#include <map>

#include "analysis/quantity.h"
#include "analysis/sample.h"
#include "analysis/share_interval.h"

namespace crossfade::analysis {
namespace {

using results::DistributionKind;

/// Arrivals of the stage's whole schedule. Recordings before schema 1.1 do not say: a stage that kept up
/// served them all, and one that did not had about rate x duration, its drain included.
double arrivals(const results::Stage& stage, double seen) {
  if (stage.offered) return static_cast<double>(*stage.offered);
  if (stage.outcome == results::StageOutcome::ok) return seen;
  return stage.offered_per_s * static_cast<double>(stage.duration_ns) * 1e-9;
}

/// Counts of one stage, or a reason.
std::string count_stage(const ProcessRun& run, const StageView& view, RateCount& out) {
  const results::Stage& stage = *view.stage;
  std::size_t classes = 0;
  std::uint64_t only_objective = 0;
  for (const results::WorkloadClass& c : run.recording->classes) {
    if (c.workload != run.workload) continue;
    ++classes;
    only_objective = c.slo_p99_ns;
  }
  double exceeding = 0, total = 0;
  bool by_class = false;
  const results::Distribution* all = nullptr;
  for (const results::Distribution* d : view.distributions) {
    if (d->kind != DistributionKind::latency) continue;
    if (d->workload_class == results::Distribution::all_classes) {
      all = d;
      continue;
    }
    const auto c = static_cast<std::size_t>(d->workload_class);
    if (c >= run.recording->classes.size()) continue;
    by_class = true;
    const auto objective = static_cast<double>(run.recording->classes[c].slo_p99_ns);
    exceeding += d->histogram().count_above(objective);
    total += static_cast<double>(d->n);
  }
  if (!by_class && all != nullptr) {
    if (classes != 1) return "latencies were not recorded by class, so objectives cannot be judged";
    exceeding = all->histogram().count_above(static_cast<double>(only_objective));
    total = static_cast<double>(all->n);
  }
  const auto not_answered = static_cast<double>(stage.errors + stage.shed);
  exceeding += not_answered;
  total += not_answered;
  // A stage that stood still and was given up did not fall behind: what it served counts as it was.
  const bool fell_behind = stage.outcome == results::StageOutcome::saturated;
  const double unserved = std::max(0.0, arrivals(stage, total) - total);
  exceeding += unserved;
  total += unserved;
  if (!(total > 0)) {
    if (stage.outcome == results::StageOutcome::ok) return "an open-loop stage has no requests";
    exceeding = total = 1;
  }
  out = {stage.offered_per_s, fell_behind ? total : exceeding, total, fell_behind};
  return "";
}

/// Of one process run; its stages are all of one rate.
Quantity run_share(const ProcessRun& run, const std::vector<const StageView*>& stages) {
  ProcessRun only = run;
  only.stages.clear();
  for (const StageView* v : stages) only.stages.push_back(*v);
  const ProcessRun* pointer = &only;
  const RunCounts counts = rate_counts(std::span(&pointer, 1));
  if (counts.counts.empty()) return {std::nullopt, 0, counts.absent_because};
  const RateCount& c = counts.counts.front();
  return {c.share(), static_cast<std::uint64_t>(c.total), ""};
}

struct RecordingShares {
  Sample sample;  ///< a value a recording: of all its requests together
  double exceeding = 0, total = 0;
};

RecordingShares recording_shares(const WorkloadRuns& workload, double rate_per_s) {
  std::map<std::uint32_t, std::vector<const ProcessRun*>> by_recording;
  for (const ProcessRun& run : workload.runs) by_recording[run.recording_index].push_back(&run);
  RecordingShares shares;
  for (const auto& [recording, runs] : by_recording) {
    for (const RateCount& c : rate_counts(runs).counts) {
      if (!same_rate(c.rate_per_s, rate_per_s)) continue;
      shares.sample.values.push_back({runs.front()->host, recording, 0, 0, c.share()});
      shares.exceeding += c.exceeding, shares.total += c.total;
    }
  }
  return shares;
}

}  // namespace

StageCount stage_count(const ProcessRun& run, const StageView& view) {
  StageCount out;
  out.absent_because = count_stage(run, view, out.count);
  return out;
}

RunCounts rate_counts(std::span<const ProcessRun* const> runs) {
  RunCounts out;
  for (const ProcessRun* run : runs) {
    for (const StageView* v : matching(*run, {results::StageKind::load, {}, {}})) {
      if (!(v->stage->offered_per_s > 0)) continue;
      RateCount one;
      const std::string why = count_stage(*run, *v, one);
      if (!why.empty()) {
        if (out.absent_because.empty()) out.absent_because = why;
        continue;
      }
      const auto same = std::find_if(out.counts.begin(), out.counts.end(), [&](const RateCount& c) {
        return same_rate(c.rate_per_s, one.rate_per_s);
      });
      if (same == out.counts.end()) {
        out.counts.push_back(one);
      } else {
        same->exceeding += one.exceeding;
        same->total += one.total;
        same->saturated = same->saturated || one.saturated;
      }
    }
  }
  std::sort(out.counts.begin(), out.counts.end(),
            [](const RateCount& a, const RateCount& b) { return a.rate_per_s < b.rate_per_s; });
  return out;
}

Estimate exceedance(const WorkloadRuns& workload, double rate_per_s) {
  Estimate e = estimate_plain(sample(workload, {results::StageKind::load, {}, rate_per_s}, run_share));
  const RecordingShares shares = recording_shares(workload, rate_per_s);
  const auto pooled = estimate_plain(shares.sample).value;
  if (!e.value || !pooled) return e;
  if (e.interval) {
    const double shift = *pooled - *e.value;
    e.interval = statistics::Interval{e.interval->low + shift, e.interval->high + shift};
    keep_share_interval(e, shares.exceeding, shares.total, "late");
  }
  e.value = pooled;
  return e;
}

}  // namespace crossfade::analysis
