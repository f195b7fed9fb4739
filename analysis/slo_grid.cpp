#include "analysis/slo_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/comparability.h"
#include "analysis/number_text.h"
#include "analysis/slo_rate.h"
#include "analysis/statistics/isotonic.h"
#include "analysis/statistics/moments.h"

namespace crossfade::analysis {
namespace {

/// Beyond this share of process runs below the whole grid, their spread is unknown.
constexpr double most_below_grid = 0.25;
/// Fewer requests at the answer do not tell 1 % from 2 %.
constexpr double fewest_requests = 400;

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

bool has_load_out_of_turn(const ProcessRun& run) {
  return std::any_of(run.stages.begin(), run.stages.end(), [](const StageView& view) {
    return view.stage->kind == results::StageKind::load && view.out_of_turn;
  });
}

/// Of the stages at one rate.
double disturbed_share(std::span<const ProcessRun* const> runs, double rate_per_s) {
  double stages = 0, disturbed = 0;
  for (const ProcessRun* run : runs) {
    for (const StageView* v : matching(*run, {results::StageKind::load, {}, rate_per_s})) {
      ++stages;
      disturbed += v->stage->quality == results::Quality::disturbed;
    }
  }
  return stages > 0 ? disturbed / stages : 0;
}

std::string rate_text(double rate_per_s) {
  return grouped_text(rate_per_s) + "/s";
}

/// Why not even the lowest rate is an answer.
std::string no_rate_text(const RateCount& lowest, double disturbed_share) {
  const std::string rate = rate_text(lowest.rate_per_s);
  if (lowest.total < fewest_requests) {
    return fmt::format("{:.0f} requests at the lowest rate measured, {}: judging 1 % needs {:.0f}",
                       lowest.total, rate, fewest_requests);
  }
  const std::string seen = fmt::format("{} of {:.0f} requests exceed their objective",
                                       percent_text_beside(lowest.share(), allowed_exceedance), lowest.total);
  if (!is_too_disturbed(disturbed_share))
    return fmt::format("even at the lowest rate measured, {}, {}", rate, seen);
  return fmt::format(
      "{} whether even the lowest rate measured, {}, is too high: {} there; measure again on a quieter "
      "machine",
      question_text(disturbed_share), rate, seen);
}

}  // namespace

GridAnswer grid_answer(std::span<const RateCount> counts) {
  std::vector<double> shares, weights;
  for (const RateCount& c : counts) {
    shares.push_back(c.share());
    weights.push_back(c.total);
  }
  const auto fit = statistics::non_decreasing_fit(shares, weights);
  GridAnswer out;
  for (std::size_t i = 0; i < fit.size() && fit[i] <= allowed_exceedance; ++i) {
    out.rate_per_s = counts[i].rate_per_s;
    out.step = i + 1 < fit.size() ? counts[i + 1].rate_per_s / counts[i].rate_per_s : 1;
    out.exceedance = counts[i].share();
    out.requests = counts[i].total;
  }
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
  Sample compliant;  // a value a recording
  for (const auto& [recording, runs] : by_recording) {
    const RunCounts pooled = rate_counts(runs);
    if (pooled.counts.empty()) {
      if (!pooled.absent_because.empty()) reason = pooled.absent_because;
      continue;
    }
    const GridAnswer answer = grid_answer(pooled.counts);
    if (!answer.rate_per_s) {
      const RateCount& lowest = pooled.counts.front();
      e.absent_because = no_rate_text(lowest, disturbed_share(runs, lowest.rate_per_s));
      if (by_recording.size() > 1) e.absent_because += " (in one of the recordings)";
      return out;
    }
    compliant.values.push_back({runs.front()->host, recording, 0, 0, 1 - answer.exceedance});
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
                                     a.rate_per_s.value_or(lower_neighbour(own.counts)),
                                     has_load_out_of_turn(*run)});
    }
    if (of_recording.values.empty()) {
      reason = "no process run has the stages around the rate that all of them together reach";
      continue;
    }
    centre_on(of_recording, *answer.rate_per_s);
    out.sample.values.insert(out.sample.values.end(), of_recording.values.begin(), of_recording.values.end());
  }
  if (out.sample.values.empty()) {
    e.absent_because = reason;
    return out;
  }
  out.compliant_share = estimate_plain(compliant).value.value_or(1);
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
    e.bound = Bound::at_least;
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
