#include "analysis/latency.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

#include "analysis/number_text.h"
#include "analysis/statistics/quantile_ranks.h"
#include "analysis/statistics/quantile_support.h"

namespace crossfade::analysis {
namespace {

using results::Distribution;

/// Design effects are recorded for p50, p99 and p99.9. They grow with p (in heavy traffic as
/// 1 - q (1 - p) / p with q = -ln(1 - p), from the Poisson equation of reflected Brownian motion), so between
/// two of them the larger stands in.
double design_effect(const Distribution& d, double p) {
  const auto larger = [](double a, double b) {
    return std::isnan(a) || std::isnan(b) ? results::missing : std::max(a, b);
  };
  if (p == 0.5) return d.design_effect_p50;
  if (p == 0.99) return d.design_effect_p99;
  if (p == 0.999) return d.design_effect_p999;
  if (p > 0.5 && p < 0.99) return larger(d.design_effect_p50, d.design_effect_p99);
  if (p > 0.99 && p < 0.999) return larger(d.design_effect_p99, d.design_effect_p999);
  return results::missing;
}

/// Of all requests of a stage: the row of all classes, or the only one. Null: none, or several classes.
const Distribution* of_all_requests(const StageView& view, results::DistributionKind kind) {
  const Distribution* of_a_class = nullptr;
  std::size_t classes = 0;
  for (const Distribution* d : view.distributions) {
    if (d->kind != kind) continue;
    if (d->workload_class == Distribution::all_classes) return d;
    of_a_class = d;
    ++classes;
  }
  return classes == 1 ? of_a_class : nullptr;
}

/// The one stage behind a sample of one process run, if there is just one.
const StageView* only_stage(const WorkloadRuns& workload, const StageFilter& filter) {
  const StageView* only = nullptr;
  for (const ProcessRun& run : workload.runs) {
    for (const StageView* v : matching(run, filter)) {
      if (only != nullptr) return nullptr;
      only = v;
    }
  }
  return only;
}

void interval_within_run(const WorkloadRuns& workload, const StageFilter& filter,
                         results::DistributionKind kind, double p, Estimate& e) {
  const StageView* view = only_stage(workload, filter);
  const Distribution* d = view == nullptr ? nullptr : of_all_requests(*view, kind);
  if (d == nullptr) return;
  const auto ranks = statistics::quantile_ranks(p, d->n, design_effect(*d, p));
  if (!ranks) return;
  const results::Histogram h = d->histogram();
  e.interval = statistics::Interval{h.quantile_ns(ranks->low), h.quantile_ns(ranks->high)};
  e.no_interval_because.clear();
  e.cautions.push_back(
      fmt::format("interval within one process run (design effect {:.1f}): another run may differ more",
                  design_effect(*d, p)));
}

/// Requests of each process run as if independent, or why they cannot be counted so.
struct EffectiveRequests {
  std::vector<double> of_runs;
  std::string unknown_because;
};

/// A design effect comes from a virtual queue fed with the stage's own service times.
std::string unknown_text(const results::Stage& stage, std::uint64_t requests, double p) {
  const std::string text = "no design effect, so no interval";
  const double recorded = p <= 0.5 ? 0.5 : p <= 0.99 ? 0.99 : 0.999;
  const double needed = statistics::requests_with_tail(statistics::tail_requests_in_all, recorded);
  if (stage.arrival != results::Arrival::poisson) {
    return text + ": it is found for Poisson arrivals only";
  }
  if (static_cast<double>(requests) < needed)
    return fmt::format("{}: it takes {:.0f} requests in a process run, and one has {}", text, needed,
                       requests);
  return text +
         ": a process run has none: it was within 2 % of saturation, or its requests wait together for too "
         "long, or its recording is of an older version";
}

EffectiveRequests effective_requests(const WorkloadRuns& workload, const StageFilter& filter,
                                     results::DistributionKind kind, double p) {
  EffectiveRequests out;
  for (const ProcessRun& run : workload.runs) {
    const auto stages = matching(run, filter);
    if (stages.empty()) continue;
    double of_run = 0;
    for (const StageView* v : stages) {
      const Distribution* d = of_all_requests(*v, kind);
      const auto of_stage =
          d == nullptr ? std::nullopt : statistics::effective_requests(d->n, design_effect(*d, p));
      if (!of_stage) {
        out.unknown_because = unknown_text(*v->stage, d == nullptr ? 0 : d->n, p);
        return out;
      }
      of_run += *of_stage;
    }
    out.of_runs.push_back(of_run);
  }
  return out;
}

/// "3", "0.4", "13": never more than there are.
std::string rounded_down_text(double requests) {
  return requests < 10 ? fmt::format("{:g}", std::floor(requests * 10) / 10)
                       : fmt::format("{:.0f}", std::floor(requests));
}

/// Why the latencies of several process runs have no interval; empty = they may have one. Short runs of a
/// long queue agree with each other and not with the queue.
std::string unsupported_because(const WorkloadRuns& workload, const StageFilter& filter,
                                results::DistributionKind kind, double p) {
  const EffectiveRequests effective = effective_requests(workload, filter, kind, p);
  if (!effective.unknown_because.empty()) return effective.unknown_because;
  const auto support = statistics::quantile_support(p, effective.of_runs);
  if (!support.enough_in_each()) {
    return fmt::format(
        "{} process runs of about {} independent requests each: an interval of p{:g} needs {:.0f} in each",
        effective.of_runs.size(), rounded_down_text(support.typical), 100 * p, support.needed_in_each);
  }
  if (!support.enough_in_all()) {
    return fmt::format("{} process runs of {} independent requests in all: an interval of p{:g} needs {:.0f}",
                       effective.of_runs.size(), rounded_down_text(support.total), 100 * p,
                       support.needed_in_all);
  }
  return "";
}

/// Process runs that fell behind, or were given up, in a stage of the filter.
std::size_t fell_behind(const WorkloadRuns& workload, const StageFilter& filter) {
  std::size_t runs = 0;
  for (const ProcessRun& run : workload.runs) {
    const auto stages = matching(run, filter);
    runs += std::any_of(stages.begin(), stages.end(),
                        [](const StageView* v) { return v->stage->outcome != results::StageOutcome::ok; });
  }
  return runs;
}

/// Of the requests of all process runs together: no interval and no values of a ratio, but counts of all of
/// them. nullopt: they are too few.
std::optional<QuantileEstimate> quantile_of_all(const WorkloadRuns& workload, const StageFilter& filter,
                                                results::DistributionKind kind, double p,
                                                std::string no_interval_because) {
  QuantileEstimate out;
  std::vector<const StageView*> stages;
  std::size_t disturbed = 0;
  for (const ProcessRun& run : workload.runs) {
    const auto own = matching(run, filter);
    if (own.empty()) continue;
    out.sample.values.push_back({run.host, run.recording_index, run.block, run.start_unix_ns});
    for (const StageView* v : own) {
      stages.push_back(v);
      disturbed += v->stage->quality == results::Quality::disturbed;
    }
  }
  const results::Histogram pooled = pooled_histogram(stages, kind);
  if (static_cast<double>(pooled.count()) < 1 / (1 - p) - 1e-9) return std::nullopt;
  count_runs(out.sample);
  out.sample.n.requests = pooled.count();
  out.sample.disturbed_share = static_cast<double>(disturbed) / static_cast<double>(stages.size());
  out.sample.values.clear();
  out.sample.absent_because = no_interval_because;
  out.estimate.value = pooled.quantile_ns(p);
  out.estimate.n = out.sample.n;
  out.estimate.disturbed_share = out.sample.disturbed_share;
  out.estimate.no_interval_because = std::move(no_interval_because);
  return out;
}

/// A closed loop ends by time: a process run without enough requests for p is a slow one, and those that have
/// them would flatter. At an offered rate their number follows from the schedule instead.
bool flatters(const Sample& sample, const StageFilter& filter) {
  return !sample.values.empty() && sample.runs_without > 0 && !results::is_open_loop(filter.kind);
}

/// Moves the values of each recording so that their mean is the quantile of all of its requests. The quantile
/// of a short run is too low, because a queue shows its tail only now and then; that of all runs is hardly.
/// How much runs differ says how far it may be off.
void centre_on_all_requests(const WorkloadRuns& workload, const StageFilter& filter,
                            results::DistributionKind kind, double p, Sample& sample) {
  std::map<std::uint32_t, std::vector<const StageView*>> stages;
  for (const ProcessRun& run : workload.runs) {
    for (const StageView* v : matching(run, filter)) stages[run.recording_index].push_back(v);
  }
  std::map<std::uint32_t, Sample> recordings;
  for (const RunValue& v : sample.values) recordings[v.recording].values.push_back(v);
  sample.values.clear();
  for (auto& [recording, values] : recordings) {
    const double pooled_ns = pooled_histogram(stages[recording], kind).quantile_ns(p);
    if (pooled_ns > 0 && values.positive()) centre_on(values, pooled_ns);
    std::move(values.values.begin(), values.values.end(), std::back_inserter(sample.values));
  }
}

/// Of the requests that were served.
QuantileEstimate quantile_of_served(const WorkloadRuns& workload, const StageFilter& filter,
                                    results::DistributionKind kind, double p) {
  QuantileEstimate out;
  out.sample = sample(workload, filter, quantile_ns(kind, p));
  if (out.sample.values.empty() || flatters(out.sample, filter)) {
    std::string why = "of all process runs together: " + out.sample.absent_because;
    if (flatters(out.sample, filter)) why += "; runs that have them are the faster ones and would flatter";
    if (auto pooled = quantile_of_all(workload, filter, kind, p, std::move(why))) return *std::move(pooled);
  }
  if (kind == results::DistributionKind::latency)
    centre_on_all_requests(workload, filter, kind, p, out.sample);
  out.estimate = estimate(out.sample);
  Estimate& e = out.estimate;
  if (!e.value) return out;
  const double needed = statistics::requests_with_tail(statistics::tail_requests_in_all, p);
  std::string unsupported;
  if (static_cast<double>(e.n.requests) < needed) {
    unsupported = fmt::format("{}: an interval of p{:g} needs {:.0f}", counted_text(e.n.requests, "request"),
                              100 * p, needed);
  } else if (e.n.processes == 1) {
    interval_within_run(workload, filter, kind, p, e);
  } else if (kind == results::DistributionKind::latency) {
    unsupported = unsupported_because(workload, filter, kind, p);
  }
  if (unsupported.empty()) return out;
  e.interval.reset();
  e.no_interval_because = unsupported;
  out.sample.values.clear();
  out.sample.absent_because = unsupported;
  return out;
}

/// The queue of a process that falls behind grows until the stage ends or is given up: what was measured says
/// how long that was, and requests that were not served would have waited longer.
QuantileEstimate bounded_from_below(QuantileEstimate q, std::size_t runs, const WorkloadRuns& workload,
                                    const StageFilter& filter, results::DistributionKind kind, double p) {
  // The runs that served enough for p are those that kept up: they alone would flatter.
  if (q.estimate.value && q.sample.runs_without > 0) {
    if (auto pooled = quantile_of_all(workload, filter, kind, p, "")) q = *std::move(pooled);
  }
  Estimate& e = q.estimate;
  if (e.value) {
    e.bound = Bound::at_least;
    e.interval.reset();
    e.no_interval_because =
        fmt::format("at least: {} process run{} fell behind, so the longest latencies were cut off", runs,
                    runs == 1 ? "" : "s");
  }
  q.sample.values.clear();
  q.sample.absent_because = e.value ? e.no_interval_because : e.absent_because;
  return q;
}

}  // namespace

QuantileEstimate quantile_estimate(const WorkloadRuns& workload, const StageFilter& filter,
                                   results::DistributionKind kind, double p) {
  QuantileEstimate q = quantile_of_served(workload, filter, kind, p);
  const std::size_t behind = fell_behind(workload, filter);
  return behind == 0 ? q : bounded_from_below(std::move(q), behind, workload, filter, kind, p);
}

}  // namespace crossfade::analysis
