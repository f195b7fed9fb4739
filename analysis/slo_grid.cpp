#include "analysis/slo_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/number_text.h"
#include "analysis/statistics/isotonic.h"
#include "analysis/statistics/moments.h"

namespace crossfade::analysis {
namespace {

constexpr double allowed_exceedance = 0.01;
/// Beyond this share of process runs below the whole grid, their spread is unknown.
constexpr double most_below_grid = 0.25;
/// Fewer requests at the answer do not tell 1 % from 2 %.
constexpr double fewest_requests = 400;

using results::DistributionKind;

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
  const auto not_served = static_cast<double>(stage.errors + stage.shed);
  exceeding += not_served;
  total += not_served;
  const bool fell_behind = stage.outcome != results::StageOutcome::ok;
  if (!(total > 0)) {
    if (!fell_behind) return "an open-loop stage has no requests";
    total = 1;
  }
  out = {stage.offered_per_s, fell_behind ? total : exceeding, total, fell_behind};
  return "";
}

struct RecordingAnswer {
  std::uint32_t host = 0;
  GridAnswer pooled;
  std::vector<double> rates;
  std::vector<std::pair<const ProcessRun*, GridAnswer>> runs;
};

double lower_neighbour(const std::vector<RateCount>& counts) {
  if (counts.size() < 2) return counts.front().rate_per_s;
  return counts[0].rate_per_s * counts[0].rate_per_s / counts[1].rate_per_s;
}

double disturbed_share(const std::vector<ProcessRun>& runs) {
  double stages = 0, disturbed = 0;
  for (const ProcessRun& run : runs) {
    for (const StageView* v : matching(run, {results::StageKind::load, {}, {}})) {
      ++stages;
      disturbed += v->stage->quality == results::Quality::disturbed;
    }
  }
  return stages > 0 ? disturbed / stages : 0;
}

/// The highest rate passes: the true one lies below the recording's capacity, which no queue outlives. The
/// largest capacity of its process runs / that rate, but at least the grid's last step; 1 without capacity
/// stages.
double step_to_capacity(std::span<const ProcessRun* const> runs, const std::vector<RateCount>& counts) {
  std::uint32_t workers = 0;
  double capacity = 0;
  for (const ProcessRun* run : runs) {
    for (const StageView& v : run->stages) {
      if (v.stage->kind != results::StageKind::capacity || v.stage->workers < workers) continue;
      if (v.stage->workers > workers) capacity = 0;
      workers = v.stage->workers;
      capacity = std::max(capacity, throughput_per_s(*run, {&v}).value.value_or(0));
    }
  }
  if (!(capacity > 0)) return 1;
  const double top = counts.back().rate_per_s;
  const double last_step = counts.size() > 1 ? top / counts[counts.size() - 2].rate_per_s : 1;
  return std::max(capacity / top, last_step);
}

std::string rate_text(double rate_per_s) {
  return grouped_text(rate_per_s) + "/s";
}

}  // namespace

GridAnswer grid_answer(std::span<const RateCount> counts) {
  std::vector<double> shares, weights;
  for (const RateCount& c : counts) {
    shares.push_back(c.exceeding / c.total);
    weights.push_back(c.total);
  }
  const auto fit = statistics::non_decreasing_fit(shares, weights);
  GridAnswer out;
  for (std::size_t i = 0; i < fit.size() && fit[i] <= allowed_exceedance; ++i) {
    out.rate_per_s = counts[i].rate_per_s;
    out.step = i + 1 < fit.size() ? counts[i + 1].rate_per_s / counts[i].rate_per_s : 1;
    out.exceedance = fit[i];
    out.requests = counts[i].total;
  }
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

SloGrid slo_grid(const WorkloadRuns& workload) {
  SloGrid out;
  Estimate& e = out.estimate;
  std::map<std::uint32_t, std::vector<const ProcessRun*>> by_recording;
  for (const ProcessRun& run : workload.runs) by_recording[run.recording_index].push_back(&run);

  std::string reason = sample(workload, {results::StageKind::load, {}, {}}, throughput_per_s).absent_because;
  std::size_t below = 0, beyond = 0, censored = 0;
  double fewest = INFINITY;
  double compliant = 0;
  std::size_t recordings = 0;
  for (const auto& [recording, runs] : by_recording) {
    const RunCounts pooled = rate_counts(runs);
    if (pooled.counts.empty()) {
      if (!pooled.absent_because.empty()) reason = pooled.absent_because;
      continue;
    }
    const GridAnswer answer = grid_answer(pooled.counts);
    if (!answer.rate_per_s) {
      const RateCount& lowest = pooled.counts.front();
      e.absent_because =
          fmt::format("even at the lowest rate measured, {}, {:.1f} % of requests exceed their objective",
                      rate_text(lowest.rate_per_s), 100 * lowest.exceeding / lowest.total);
      return out;
    }
    ++recordings;
    compliant += 1 - answer.exceedance;
    fewest = std::min(fewest, answer.requests);
    double step = answer.step;
    if (step == 1) {
      out.last_rate_passes = true;
      step = step_to_capacity(runs, pooled.counts);
      if (step == 1) ++beyond;
    }
    out.step = std::max(out.step, step);

    // Process runs, moved so that their mean over blocks is the pooled rate.
    Sample of_recording;
    for (const ProcessRun* run : runs) {
      const RunCounts own = rate_counts(std::span(&run, 1));
      if (own.counts.empty()) continue;
      const GridAnswer a = grid_answer(own.counts);
      for (const RateCount& c : own.counts) out.sample.n.requests += static_cast<std::uint64_t>(c.total);
      // Its higher stages are void: it says "at least" below the rate that all runs together reach, nothing
      // more.
      if (a.rate_per_s && a.step == 1 && *a.rate_per_s < *answer.rate_per_s * (1 - 1e-6)) {
        ++censored;
        continue;
      }
      below += !a.rate_per_s;
      of_recording.values.push_back({run->host, run->recording_index, run->block, run->start_unix_ns,
                                     a.rate_per_s.value_or(lower_neighbour(own.counts))});
    }
    if (of_recording.values.empty()) {
      reason = "no process run has the stages around the rate that all of them together reach";
      continue;
    }
    const auto blocks = log_blocks(of_recording);
    const double shift = std::log(*answer.rate_per_s) - statistics::mean(blocks.front().front());
    for (RunValue v : of_recording.values) {
      v.value *= std::exp(shift);
      out.sample.values.push_back(v);
    }
  }
  if (out.sample.values.empty()) {
    e.absent_because = reason;
    return out;
  }
  out.compliant_share = compliant / static_cast<double>(recordings);
  count_runs(out.sample);
  out.sample.disturbed_share = disturbed_share(workload.runs);
  e = crossfade::analysis::estimate(out.sample);
  if (below > 0) {
    e.cautions.push_back(
        fmt::format("{} of {} process runs exceed their objective even at the lowest rate: counted one "
                    "grid step below it",
                    below, out.sample.values.size()));
  }
  if (static_cast<double>(below) > most_below_grid * static_cast<double>(out.sample.values.size())) {
    e.interval.reset();
    e.no_interval_because = "too many process runs lie below the lowest rate measured";
  }
  if (fewest < fewest_requests) {
    e.interval.reset();
    e.no_interval_because =
        fmt::format("{:.0f} requests at that rate: judging 1 % needs {:.0f}", fewest, fewest_requests);
  }
  if (censored > 0) {
    e.cautions.push_back(fmt::format("{} process run{} left out: void above the rates {} passed", censored,
                                     censored == 1 ? "" : "s", censored == 1 ? "it" : "they"));
  }
  if (beyond > 0) {
    out.step = 1;
    e.interval.reset();
    e.no_interval_because = "at least: the highest rate measured still meets the objective";
  } else if (e.interval) {
    e.interval->high *= out.step;
    e.cautions.push_back(
        out.last_rate_passes
            ? fmt::format("grid: the highest rate measured passes; above it only capacity bounds the true "
                          "rate, {:.0f} % higher",
                          100 * (out.step - 1))
            : fmt::format(
                  "grid: the true rate lies up to {:.0f} % above the highest measured rate that passes",
                  100 * (out.step - 1)));
  }
  return out;
}

}  // namespace crossfade::analysis
