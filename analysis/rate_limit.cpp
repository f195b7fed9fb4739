#include "analysis/rate_limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "analysis/memory_limit.h"
#include "analysis/network_limit.h"
#include "analysis/number_text.h"
#include "analysis/statistics/host_model.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {
namespace {

/// Slower hosts than those seen would still be bound.
bool is_surely_above(const Estimate& rate, double limit_per_s) {
  std::optional<double> least;
  if (rate.interval) {
    least = rate.interval->low;
  } else if (rate.bound == Bound::at_least) {
    least = rate.value;
  }
  if (!least) return false;
  const double unseen =
      rate.n.hosts >= statistics::enough_hosts ? 1 : 1 - 2 * statistics::HostPrior{}.host_deviation;
  return *least * unseen >= limit_per_s;
}

/// Recordings above the limit, each moved onto it; how many.
std::size_t move_onto(Sample& sample, double limit_per_s) {
  if (!sample.positive()) return 0;
  std::map<std::uint32_t, Sample> of_recordings;
  for (const RunValue& v : sample.values) of_recordings[v.recording].values.push_back(v);
  std::map<std::uint32_t, double> factors;
  for (auto& [recording, own] : of_recordings) {
    const double first = own.values.front().value;
    const auto rate = estimate(own).value;
    if (!rate || *rate <= limit_per_s) continue;
    centre_on(own, limit_per_s);
    factors[recording] = own.values.front().value / first;
  }
  for (RunValue& v : sample.values) {
    if (const auto found = factors.find(v.recording); found != factors.end()) v.value *= found->second;
  }
  return factors.size();
}

}  // namespace

RateLimits rate_limits(const Side& side, const WorkloadRuns& runs) {
  return {network_bytes_per_request(runs), network_rate_per_s(side, runs), why_memory_is_short(side, runs)};
}

Estimate limited_by_network(Estimate rate, const RateLimits& limits) {
  if (!limits.network_per_s || !rate.value) return rate;
  const double limit = *limits.network_per_s;
  const bool binds = *rate.value > limit;
  rate.value = std::min(*rate.value, limit);
  if (rate.interval)
    rate.interval =
        statistics::Interval{std::min(rate.interval->low, limit), std::min(rate.interval->high, limit)};
  if (binds) rate.cautions.push_back(fmt::format("the network binds at {}/s", grouped_text(limit)));
  return rate;
}

LimitedRate limited(MeasuredRate rate, const RateLimits& limits) {
  LimitedRate out{std::move(rate.estimate), std::move(rate.sample), rate.open, BindingLimit::cpu, false};
  if (!limits.memory_is_short.empty()) {
    const SampleSize n = out.estimate.n;
    out.estimate = Estimate{};
    out.estimate.n = n;
    out.estimate.absent_because = limits.memory_is_short;
    out.sample.values.clear();
    out.sample.absent_because = limits.memory_is_short;
    out.limit = BindingLimit::memory;
    return out;
  }
  if (!limits.network_per_s || !out.estimate.value) return out;
  const double limit_per_s = *limits.network_per_s;
  if (*out.estimate.value > limit_per_s) out.limit = BindingLimit::network;
  out.is_published = out.limit == BindingLimit::network && is_surely_above(out.estimate, limit_per_s);
  const bool is_near =
      out.limit == BindingLimit::cpu && out.estimate.interval && out.estimate.interval->high > limit_per_s;
  out.estimate = limited_by_network(std::move(out.estimate), limits);
  if (out.is_published) {
    out.open = {};
    out.estimate.bound = Bound::none;
    out.estimate.no_interval_because.clear();
    out.estimate.interval = statistics::Interval{limit_per_s, limit_per_s};
    for (RunValue& v : out.sample.values) v.value = limit_per_s;
    return out;
  }
  if (is_near)
    out.estimate.cautions.emplace_back("the network baseline lies within the interval of the SLO throughput");
  const std::size_t moved = move_onto(out.sample, limit_per_s);
  if (moved > 0 && out.limit == BindingLimit::cpu) {
    out.estimate.cautions.push_back(
        fmt::format("the network binds in {} of {} recordings", moved, out.estimate.n.recordings));
    out.estimate.value = estimate(out.sample).value;
  }
  return out;
}

std::string why_limits_differ(const LimitedRate& base, const RateLimits& base_limits,
                              const LimitedRate& candidate, const RateLimits& candidate_limits) {
  const auto is_bound_beside = [](const LimitedRate& bound, const RateLimits& other) {
    return bound.limit == BindingLimit::network && !other.network_per_s;
  };
  if (!is_bound_beside(base, candidate_limits) && !is_bound_beside(candidate, base_limits)) return "";
  return "the network binds on one side, and that of the other is not known: a rate that is limited is not "
         "set "
         "against one that may be";
}

Ratio limited_rate_ratio(const LimitedRate& base, const RateLimits& base_limits, const LimitedRate& candidate,
                         const RateLimits& candidate_limits, RatioOptions options) {
  if (std::string why = why_limits_differ(base, base_limits, candidate, candidate_limits); !why.empty())
    return without_value(std::move(why));
  options.base = base.open;
  options.candidate = candidate.open;
  options.is_base_known = base.is_published;
  options.is_candidate_known = candidate.is_published;
  Ratio r = ratio(base.sample, candidate.sample, results::Direction::higher_is_better, options);
  if (!r.value) return r;
  if (base.is_published && candidate.is_published) {
    r.cautions.emplace_back(
        "the network binds on both sides: the ratio is that of the published baselines, nothing in it is "
        "measured");
    return r;
  }
  for (const auto& [rate, name] : {std::pair(&base, "baseline"), std::pair(&candidate, "candidate")}) {
    if (rate->limit == BindingLimit::network)
      r.cautions.push_back(
          fmt::format("the network binds on the {}: its rate is the published one of its type", name));
  }
  return r;
}

}  // namespace crossfade::analysis
