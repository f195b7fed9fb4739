#include "analysis/spike.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>

#include "analysis/sample.h"
#include "analysis/share_interval.h"
#include "analysis/spike_buffer.h"
#include "analysis/spike_counts.h"

namespace crossfade::analysis {
namespace {

constexpr double share_of_regain = 0.98;
constexpr std::size_t windows_of_regain = 5;
constexpr std::uint64_t fewest_for_p99 = 100;

using Runs = std::vector<const SpikeRun*>;
/// nullopt = this run has no such value.
using Value = std::function<std::optional<double>(const SpikeRun&)>;

Sample sample_of(const Runs& runs, const Value& value, const char* absent_because) {
  Sample out;
  std::size_t disturbed = 0;
  for (const SpikeRun* r : runs) {
    const auto v = value(*r);
    if (!v) {
      ++out.runs_without;
      continue;
    }
    out.values.push_back({r->run->host, r->run->recording_index, r->run->block, r->run->start_unix_ns, *v});
    for (const ClassCounts& c : r->classes) out.n.requests += static_cast<std::uint64_t>(c.offered);
    disturbed += r->view->stage->quality == results::Quality::disturbed;
  }
  count_runs(out);
  if (!out.values.empty())
    out.disturbed_share = static_cast<double>(disturbed) / static_cast<double>(out.values.size());
  out.absent_because = absent_because;
  return out;
}

double hold_s(const SpikeRun& r) {
  return static_cast<double>(r.spike->end_ns - r.spike->begin_ns) * 1e-9;
}

ClassCounts total(const SpikeRun& r) {
  ClassCounts all;
  for (const ClassCounts& c : r.classes) {
    all.offered += c.offered, all.in_slo += c.in_slo;
    all.shed += c.shed, all.cheap += c.cheap;
  }
  return all;
}

Estimate share_estimate(const Runs& runs, const std::function<ClassCounts(const SpikeRun&)>& counts,
                        double ClassCounts::*part, const char* kind) {
  double of_kind = 0, offered = 0;
  Estimate e = estimate_plain(sample_of(
      runs,
      [&](const SpikeRun& r) -> std::optional<double> {
        const ClassCounts c = counts(r);
        if (!(c.offered > 0)) return std::nullopt;
        of_kind += c.*part, offered += c.offered;
        return c.*part / c.offered;
      },
      "no request of it fell due in the spike"));
  keep_share_interval(e, of_kind, offered, kind);
  return e;
}

/// Row of the class in the run's recording.
std::int32_t class_row(const SpikeRun& r, std::size_t place) {
  const auto* const row = classes_of(*r.run->recording, r.run->workload)[place];
  return static_cast<std::int32_t>(row - r.run->recording->classes.data());
}

std::optional<double> p99_ns(const SpikeRun& r, std::size_t place) {
  for (const results::Distribution* d : r.view->distributions) {
    if (d->kind == results::DistributionKind::latency && d->workload_class == class_row(r, place) &&
        d->n >= fewest_for_p99)
      return d->histogram().quantile_ns(0.99);
  }
  return std::nullopt;
}

/// A value alone: design effects are of a queue at one rate, and what was shed or not served is not in it.
Estimate p99_estimate(const Runs& runs, std::size_t place) {
  const Sample answered = sample_of(
      runs, [place](const SpikeRun& r) { return p99_ns(r, place); },
      "fewer than 100 of them were answered in a process run");
  Estimate e = estimate(answered);
  // The runs that answered enough are those that shed less: they alone would flatter.
  if (answered.runs_without > 0) {
    e = {};
    e.absent_because = answered.absent_because;
  }
  if (!e.value) return e;
  e.interval.reset();
  e.no_interval_because =
      "how alike neighbours in the queue of a spike are is not known, and what was shed or never served is "
      "missing";
  return e;
}

std::vector<SpikeClass> class_shares(const Runs& runs) {
  const auto rows = classes_of(*runs.front()->run->recording, runs.front()->run->workload);
  std::vector<SpikeClass> classes;
  for (std::size_t place = 0; place < rows.size(); ++place) {
    const auto counts = [place](const SpikeRun& r) { return r.classes[place]; };
    SpikeClass one{rows[place]->name, rows[place]->priority, {}, {}, {}, {}};
    one.in_slo = share_estimate(runs, counts, &ClassCounts::in_slo, "within the objective");
    one.shed = share_estimate(runs, counts, &ClassCounts::shed, "shed");
    one.cheap = share_estimate(runs, counts, &ClassCounts::cheap, "answered cheaper");
    one.p99_ns = p99_estimate(runs, place);
    classes.push_back(std::move(one));
  }
  return classes;
}

void judge_regain(const Runs& runs, SpikePoint& point) {
  for (const SpikeRun* r : runs)
    point.regained += statistics::regained_at(r->after, share_of_regain, windows_of_regain).has_value();
  point.regain_ns = estimate_plain(sample_of(
      runs,
      [](const SpikeRun& r) -> std::optional<double> {
        if (!statistics::can_show_regain(r.after, share_of_regain, windows_of_regain)) return std::nullopt;
        const auto window = statistics::regained_at(r.after, share_of_regain, windows_of_regain);
        return static_cast<double>(window.value_or(r.after.size())) * static_cast<double>(r.spike->window_ns);
      },
      "too few requests fell due after the spike: 98 % is judged from 50 in five windows on"));
  Estimate& e = point.regain_ns;
  if (!e.value || point.regained == e.n.processes) {
    if (e.interval) e.interval->low = std::max(0.0, e.interval->low);
    return;
  }
  // A run that did not see it counts with all of its time: the truth is no less.
  e.bound = Bound::at_least;
  e.interval.reset();
  e.no_interval_because = "not within the run in some process runs";
}

SpikePoint point_of(double factor, const Runs& runs) {
  SpikePoint point;
  point.factor = factor;
  point.goodput_per_s = estimate_plain(sample_of(
      runs, [](const SpikeRun& r) -> std::optional<double> { return total(r).in_slo / hold_s(r); }, ""));
  if (auto& interval = point.goodput_per_s.interval) interval->low = std::max(0.0, interval->low);
  point.in_slo = share_estimate(runs, total, &ClassCounts::in_slo, "within the objective");
  point.shed = share_estimate(runs, total, &ClassCounts::shed, "shed");
  point.cheap = share_estimate(runs, total, &ClassCounts::cheap, "answered cheaper");
  point.classes = class_shares(runs);
  judge_regain(runs, point);
  return point;
}

SpikeStudy study_of(const std::string& workload, const std::string& condition, const Runs& runs) {
  SpikeStudy study;
  study.workload = workload;
  study.condition = condition;
  study.policy = runs.front()->view->stage->shedding;
  study.hold_s = hold_s(*runs.front());
  study.base_share = runs.front()->spike->base_share;
  std::map<double, Runs> by_factor;
  for (const SpikeRun* r : runs) {
    study.base_per_s += r->view->stage->offered_per_s / static_cast<double>(runs.size());
    by_factor[r->spike->factor].push_back(r);
  }
  for (const auto& [factor, same] : by_factor) study.points.push_back(point_of(factor, same));
  const auto rows = classes_of(*runs.front()->run->recording, runs.front()->run->workload);
  std::uint32_t highest = UINT32_MAX;
  for (const auto* row : rows) highest = std::min(highest, row->priority);
  std::vector<std::size_t> all, important;
  for (std::size_t place = 0; place < rows.size(); ++place) {
    all.push_back(place);
    if (rows[place]->priority == highest) important.push_back(place);
  }
  study.one_priority = important.size() == all.size();
  study.success_buffer = spike_buffer(runs, all);
  study.failure_buffer = spike_buffer(runs, important);
  return study;
}

/// Rates of a spike are a share of the capacity that the first process found. If that was wrong, so is every
/// multiple of it.
void judge_base(const WorkloadRuns& workload, std::uint32_t workers, SpikeStudy& study) {
  constexpr double apart = 0.1;
  const Estimate capacity =
      estimate(sample(workload, {results::StageKind::capacity, workers, {}}, throughput_per_s));
  for (Estimate* buffer : {&study.success_buffer, &study.failure_buffer}) {
    if (!capacity.value) {
      *buffer = {};
      buffer->absent_because =
          "the rates are a share of a capacity that is not known: " + capacity.absent_because;
      continue;
    }
    const double share = study.base_per_s / *capacity.value;
    if (std::abs(share / study.base_share - 1) < apart) continue;
    buffer->cautions.push_back(
        fmt::format("the base was {:.0f} % of the capacity that all process runs found, not {:.0f} %",
                    100 * share, 100 * study.base_share));
  }
}

}  // namespace

std::vector<SpikeStudy> spike_studies(const WorkloadRuns& workload) {
  const std::vector<SpikeRun> all = spike_runs(workload);
  std::map<std::string, Runs> by_condition;
  for (const SpikeRun& r : all) by_condition[spike_condition(r)].push_back(&r);
  std::vector<SpikeStudy> studies;
  for (const auto& [condition, runs] : by_condition) {
    studies.push_back(study_of(workload.name, condition, runs));
    judge_base(workload, runs.front()->view->stage->workers, studies.back());
  }
  return studies;
}

}  // namespace crossfade::analysis
