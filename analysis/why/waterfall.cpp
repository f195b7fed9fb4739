#include "analysis/why/waterfall.h"

#include <algorithm>

namespace crossfade::analysis {
namespace {

using Kind = WaterfallStep::Kind;

WaterfallStep step(Kind kind, std::string name, const Ratio& ratio, double from) {
  WaterfallStep out{.kind = kind, .name = std::move(name), .from = from, .to = from};
  out.remarks = ratio.cautions;
  if (!ratio.value || !(*ratio.value > 0)) {
    out.remarks.push_back(ratio.absent_because);
    return out;
  }
  out.ratio = ratio.value;
  out.to = from * *ratio.value;
  out.resolved = ratio.resolved;
  out.interval = ratio.interval;
  if (ratio.interval) out.end = statistics::Interval{from * ratio.interval->low, from * ratio.interval->high};
  return out;
}

}  // namespace

std::vector<WaterfallStep> waterfall(const Decomposition& d) {
  std::vector<WaterfallStep> steps;
  double at = 1;
  for (const Factor& f : d.factors) {
    steps.push_back(step(Kind::factor, f.name, f.ratio, at));
    WaterfallStep& last = steps.back();
    last.origin = std::max(f.base_origin, f.candidate_origin);
    if (!f.stands_for.empty()) last.remarks.push_back("stands for " + f.stands_for);
    at = last.to;
  }
  if (d.residual && *d.residual > 0) {
    steps.push_back({.kind = Kind::residual, .name = "residual", .from = at, .to = at * *d.residual});
    steps.back().ratio = d.residual;
  }
  if (d.of_slo_rate) steps.push_back(step(Kind::total, "SLO throughput", d.slo_rate, 1));
  steps.push_back(step(Kind::total, "capacity", d.capacity, 1));
  return steps;
}

}  // namespace crossfade::analysis
