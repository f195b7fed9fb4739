#include "analysis/ratio.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/statistics/host_model.h"
#include "analysis/statistics/paired.h"
#include "results/assertion.h"

namespace crossfade::analysis {
namespace {

constexpr std::size_t planned_blocks = 8;

void decide(Ratio& r, results::Direction direction) {
  r.resolved = r.interval && !r.interval->contains(1);
  const bool higher = r.value && *r.value > 1;
  r.better = r.resolved && direction != results::Direction::neutral &&
             higher == (direction == results::Direction::higher_is_better);
}

statistics::Widening widening(const RatioOptions& options) {
  return {std::log(options.base_step), std::log(options.candidate_step)};
}

void set_interval(Ratio& r, double difference, const statistics::Interval& logarithmic) {
  r.value = std::exp(difference);
  r.interval = statistics::Interval{std::exp(logarithmic.low), std::exp(logarithmic.high)};
}

std::size_t fewest_blocks(const statistics::SideValues& side) {
  std::size_t fewest = SIZE_MAX;
  for (const auto& host : side) {
    for (const auto& blocks : host) fewest = std::min(fewest, blocks.size());
  }
  return fewest;
}

/// Each recording as a unit of its own: what R1 calls a host, on one host.
statistics::SideValues by_recording(const statistics::SideValues& side) {
  statistics::SideValues out;
  for (const auto& host : side) {
    for (const auto& blocks : host) out.push_back({blocks});
  }
  return out;
}

/// Pairs of neighbouring process runs, if at least four fifths of the smaller side pair up.
std::optional<statistics::PairedDifference> interleaved(const Sample& base, const Sample& candidate) {
  std::vector<std::int64_t> base_times, candidate_times;
  for (const RunValue& v : base.values) base_times.push_back(v.start_unix_ns);
  for (const RunValue& v : candidate.values) candidate_times.push_back(v.start_unix_ns);
  const auto pairs = statistics::neighbours(base_times, candidate_times);
  if (static_cast<double>(pairs.size()) <
      0.8 * static_cast<double>(std::min(base_times.size(), candidate_times.size()))) {
    return std::nullopt;
  }
  std::vector<double> a, b;
  for (const auto& [i, j] : pairs) {
    a.push_back(std::log(base.values[i].value));
    b.push_back(std::log(candidate.values[j].value));
  }
  return statistics::paired_t(a, b);
}

double largest_recording_deviation(const statistics::SideValues& a, const statistics::SideValues& b,
                                   const statistics::HostPrior& prior) {
  return std::max(statistics::recording_deviation(a, prior.recording_deviation_floor),
                  statistics::recording_deviation(b, prior.recording_deviation_floor));
}

void between_hosts(Ratio& r, const statistics::SideValues& a, const statistics::SideValues& b,
                   const RatioOptions& options) {
  r.method = RatioMethod::two_hosts_r1;
  statistics::HostPrior prior;
  if (options.host_cv) prior.host_deviation = *options.host_cv;
  const auto d = statistics::host_difference(a, b, prior, widening(options));
  CF_ASSERT(d, "both sides have two blocks in every recording");
  set_interval(r, d->difference, d->interval);
  r.degrees_of_freedom = d->degrees_of_freedom;
  r.assumed_variance_share = d->assumed_share;
  r.tipping_host_cv = d->tipping_deviation;
  if (std::min(a.size(), b.size()) < 3) {
    r.assumed_host_cv = prior.host_deviation;
    r.recording_deviation = largest_recording_deviation(a, b, prior);
  }
  r.undetected_slow_share = statistics::undetected_slow_share(std::min(a.size(), b.size()));
}

void on_one_host(Ratio& r, const statistics::SideValues& a, const statistics::SideValues& b,
                 const RatioOptions& options) {
  r.method = RatioMethod::same_host_sequential;
  const statistics::HostPrior prior = statistics::same_host_prior();
  const auto units_a = by_recording(a), units_b = by_recording(b);
  const auto d = statistics::host_difference(units_a, units_b, prior, widening(options));
  CF_ASSERT(d, "both sides have two blocks in every recording");
  set_interval(r, d->difference, d->interval);
  r.degrees_of_freedom = d->degrees_of_freedom;
  r.assumed_variance_share = d->assumed_share;
  r.cautions.push_back("this machine only; measured one after the other, not in turn");
  if (std::min(units_a.size(), units_b.size()) < 3)
    r.recording_deviation = largest_recording_deviation(units_a, units_b, prior);
}

}  // namespace

Ratio ratio(const Sample& base, const Sample& candidate, results::Direction direction,
            const RatioOptions& options) {
  Ratio r;
  r.base_n = base.n;
  r.candidate_n = candidate.n;
  for (const auto& [side, name] : {std::pair{&base, "baseline"}, std::pair{&candidate, "candidate"}}) {
    if (side->values.empty()) {
      r.absent_because = fmt::format("{}: {}", name, side->absent_because);
      return r;
    }
    if (!side->positive()) {
      r.absent_because = fmt::format("{}: a process run has 0, so there is no ratio", name);
      return r;
    }
  }
  if (options.same_host) {
    if (const auto paired = interleaved(base, candidate)) {
      r.method = RatioMethod::same_host_paired;
      const auto grid = widening(options);
      set_interval(r, paired->difference,
                   {paired->interval.low - grid.below, paired->interval.high + grid.above});
      r.degrees_of_freedom = paired->degrees_of_freedom;
      r.cautions.push_back("this machine only: pairs of process runs measured in turn");
      decide(r, direction);
      return r;
    }
  }
  const auto a = log_blocks(base), b = log_blocks(candidate);
  const std::size_t blocks = std::min(fewest_blocks(a), fewest_blocks(b));
  if (blocks < 2) {
    r.absent_because = fmt::format(
        "a recording of the {} has one block only, so its own variance is unknown: measure 8 blocks",
        fewest_blocks(a) < 2 ? "baseline" : "candidate");
    return r;
  }
  if (options.same_host) {
    on_one_host(r, a, b, options);
  } else {
    between_hosts(r, a, b, options);
  }
  if (blocks < planned_blocks) {
    r.cautions.push_back(
        fmt::format("a recording has {} blocks; the rule was tested with 8 and more", blocks));
  }
  decide(r, direction);
  return r;
}

}  // namespace crossfade::analysis
