#include "analysis/latency.h"

#include <fmt/format.h>

#include <cmath>

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

}  // namespace

QuantileEstimate quantile_estimate(const WorkloadRuns& workload, const StageFilter& filter,
                                   results::DistributionKind kind, double p) {
  QuantileEstimate out;
  out.sample = sample(workload, filter, quantile_ns(kind, p));
  out.estimate = estimate(out.sample);
  Estimate& e = out.estimate;
  if (!e.value) {
    std::vector<const StageView*> all;
    for (const ProcessRun& run : workload.runs) {
      for (const StageView* v : matching(run, filter)) all.push_back(v);
    }
    const results::Histogram pooled = pooled_histogram(all, kind);
    if (static_cast<double>(pooled.count()) >= 1 / (1 - p) - 1e-9) {
      e.value = pooled.quantile_ns(p);
      e.n.requests = pooled.count();
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

}  // namespace crossfade::analysis
