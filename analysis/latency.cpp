#include "analysis/latency.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/statistics/quantile_ranks.h"

namespace crossfade::analysis {
namespace {

using results::Distribution;

double design_effect(const Distribution& d, double p) {
  if (p == 0.5) return d.design_effect_p50;
  if (p == 0.99) return d.design_effect_p99;
  if (p == 0.999) return d.design_effect_p999;
  return results::missing;
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
  if (view == nullptr) return;
  for (const Distribution* d : view->distributions) {
    if (d->kind != kind || (d->workload_class != Distribution::all_classes && view->distributions.size() > 1))
      continue;
    const auto ranks = statistics::quantile_ranks(p, d->n, design_effect(*d, p));
    if (!ranks) return;
    const results::Histogram h = d->histogram();
    e.interval = statistics::Interval{h.quantile_ns(ranks->low), h.quantile_ns(ranks->high)};
    e.no_interval_because.clear();
    e.cautions.push_back(
        fmt::format("interval within one process run (design effect {:.1f}): another run may differ more",
                    design_effect(*d, p)));
    return;
  }
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

/// Of the requests of all process runs together, if they are enough; n.requests is theirs then.
std::optional<double> quantile_of_all(const WorkloadRuns& workload, const StageFilter& filter,
                                      results::DistributionKind kind, double p, Estimate& e) {
  std::vector<const StageView*> all;
  for (const ProcessRun& run : workload.runs) {
    for (const StageView* v : matching(run, filter)) all.push_back(v);
  }
  const results::Histogram pooled = pooled_histogram(all, kind);
  if (static_cast<double>(pooled.count()) < 1 / (1 - p) - 1e-9) return std::nullopt;
  e.n.requests = pooled.count();
  return pooled.quantile_ns(p);
}

/// Of the requests that were served.
QuantileEstimate quantile_of_served(const WorkloadRuns& workload, const StageFilter& filter,
                                    results::DistributionKind kind, double p) {
  QuantileEstimate out;
  out.sample = sample(workload, filter, quantile_ns(kind, p));
  out.estimate = estimate(out.sample);
  Estimate& e = out.estimate;
  if (!e.value) {
    if (const auto pooled = quantile_of_all(workload, filter, kind, p, e)) {
      e.value = pooled;
      e.no_interval_because = "of all process runs together: " + e.absent_because;
      e.absent_because.clear();
    }
    return out;
  }
  const double needed = std::ceil(4 / (1 - p) - 1e-9);
  if (static_cast<double>(e.n.requests) < needed) {
    e.interval.reset();
    e.no_interval_because =
        fmt::format("{} requests: an interval of p{:g} needs {:.0f}", e.n.requests, 100 * p, needed);
    out.sample.values.clear();
    out.sample.absent_because = e.no_interval_because;
  } else if (e.n.processes == 1) {
    interval_within_run(workload, filter, kind, p, e);
  }
  return out;
}

/// The queue of a process that falls behind grows until the stage ends or is given up: what was measured says
/// how long that was, and requests that were not served would have waited longer.
QuantileEstimate bounded_from_below(QuantileEstimate q, std::size_t runs, const WorkloadRuns& workload,
                                    const StageFilter& filter, results::DistributionKind kind, double p) {
  Estimate& e = q.estimate;
  // The runs that served enough for p are those that kept up: they alone would flatter.
  if (e.value && q.sample.runs_without > 0) e.value = quantile_of_all(workload, filter, kind, p, e);
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
