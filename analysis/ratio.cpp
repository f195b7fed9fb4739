#include "analysis/ratio.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/statistics/host_model.h"
#include "analysis/statistics/paired.h"
#include "analysis/stretches.h"
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
  return {std::log(options.base.above * options.candidate.below),
          std::log(options.candidate.above * options.base.below)};
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

/// Process runs of both sides as pairs of neighbours in time.
struct Pairs {
  std::vector<std::pair<std::size_t, std::size_t>> indexes;
  std::size_t base_first = 0;
  std::size_t paused = 0;    ///< left out: the run stood still between their sides
  std::size_t repeated = 0;  ///< values that were left out: measured again behind the last block
  bool too_few = false;      ///< and therefore none

  std::size_t candidate_first() const { return indexes.size() - base_first; }
  bool balanced() const { return statistics::balanced(base_first, candidate_first()); }
};

/// Indexes into the values of those that were measured in turn.
std::vector<std::size_t> in_turn(const Sample& sample) {
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < sample.values.size(); ++i)
    if (!sample.values[i].out_of_turn) indexes.push_back(i);
  return indexes;
}

/// At least four fifths of the smaller side pair up, or there are none.
Pairs pairs_in_turn(const Sample& base, const Sample& candidate) {
  const auto base_in_turn = in_turn(base), candidate_in_turn = in_turn(candidate);
  std::vector<std::int64_t> base_times, candidate_times;
  for (const std::size_t i : base_in_turn) base_times.push_back(base.values[i].start_unix_ns);
  for (const std::size_t i : candidate_in_turn) candidate_times.push_back(candidate.values[i].start_unix_ns);
  Pairs out;
  out.indexes = statistics::neighbours(base_times, candidate_times);
  out.paused = statistics::drop_pauses(out.indexes, base_times, candidate_times);
  out.repeated = base.values.size() + candidate.values.size() - base_times.size() - candidate_times.size();
  if (static_cast<double>(out.indexes.size()) <
      0.8 * static_cast<double>(std::min(base.values.size(), candidate.values.size()))) {
    out.too_few = true;
    out.indexes.clear();
    return out;
  }
  for (auto& [i, j] : out.indexes) {
    out.base_first += base_times[i] <= candidate_times[j];
    i = base_in_turn[i];
    j = candidate_in_turn[j];
  }
  return out;
}

std::optional<statistics::PairedDifference> paired_difference(const Sample& base, const Sample& candidate,
                                                              const Pairs& pairs) {
  std::vector<double> a, b;
  for (const auto& [i, j] : pairs.indexes) {
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
  statistics::HostPrior prior = options.is_count_of_work ? statistics::work_prior() : statistics::HostPrior{};
  // --host-cv is of speed: it only narrows what is assumed of counts.
  if (options.host_cv)
    prior.host_deviation =
        options.is_count_of_work ? std::min(*options.host_cv, prior.host_deviation) : *options.host_cv;
  const auto d = statistics::host_difference(a, b, prior, widening(options),
                                             {options.is_base_known, options.is_candidate_known});
  CF_ASSERT(d, "both sides have two blocks in every recording");
  set_interval(r, d->difference, d->interval);
  r.degrees_of_freedom = d->degrees_of_freedom;
  r.assumed_variance_share = d->assumed_share;
  r.tipping_host_cv = d->tipping_deviation;
  const std::size_t most = std::numeric_limits<std::size_t>::max();
  const std::size_t fewest =
      std::min(options.is_base_known ? most : a.size(), options.is_candidate_known ? most : b.size());
  if (fewest < statistics::enough_hosts) {
    r.assumed_host_cv = prior.host_deviation;
    r.recording_deviation = largest_recording_deviation(a, b, prior);
  }
  r.undetected_slow_share = statistics::undetected_slow_share(std::min(a.size(), b.size()));
}

void by_stretches(Ratio& r, const Stretches& units, const RatioOptions& options) {
  r.method = RatioMethod::same_host_sequential;
  const statistics::HostPrior prior =
      options.is_count_of_work ? statistics::work_prior() : statistics::same_host_prior();
  const auto d = statistics::host_difference(units.base, units.candidate, prior, widening(options));
  CF_ASSERT(d, "both sides have two blocks in every recording");
  set_interval(r, d->difference, d->interval);
  r.degrees_of_freedom = d->degrees_of_freedom;
  r.assumed_variance_share = d->assumed_share;
  if (std::min(units.base.size(), units.candidate.size()) < statistics::enough_hosts)
    r.recording_deviation = largest_recording_deviation(units.base, units.candidate, prior);
}

/// True if pairs were formed.
bool by_pairs(Ratio& r, const Sample& base, const Sample& candidate, const Pairs& pairs,
              const RatioOptions& options) {
  if (!pairs.balanced()) return false;
  const auto paired = paired_difference(base, candidate, pairs);
  if (!paired) return false;
  r.method = RatioMethod::same_host_paired;
  const auto grid = widening(options);
  set_interval(r, paired->difference,
               {paired->interval.low - grid.below, paired->interval.high + grid.above});
  r.degrees_of_freedom = paired->degrees_of_freedom;
  r.cautions.push_back("this machine only: pairs of process runs measured in turn");
  if (pairs.paused > 0)
    r.cautions.push_back(fmt::format("{} more pair{} left out: the run stood still between their sides",
                                     pairs.paused, pairs.paused == 1 ? "" : "s"));
  if (pairs.repeated > 0)
    r.cautions.push_back(fmt::format("{} value{} left out of the pairs: measured again at the end",
                                     pairs.repeated, pairs.repeated == 1 ? "" : "s"));
  if (pairs.indexes.size() < planned_blocks)
    r.cautions.push_back(fmt::format("{} pairs: so few lean on the normality of their differences; measure 8",
                                     pairs.indexes.size()));
  return true;
}

std::string one_after_the_other_text(const Pairs& pairs) {
  if (pairs.too_few && pairs.paused + pairs.repeated > 0) {
    return fmt::format(
        "this machine only; too few pairs were measured in turn ({} with a pause between their sides, {} "
        "values measured again at the end): taken as measured one after the other",
        pairs.paused, pairs.repeated);
  }
  if (pairs.indexes.empty() || pairs.balanced())
    return "this machine only; measured one after the other, not in turn";
  return fmt::format(
      "this machine only; measured in turn, but the {} came first in {} of {} pairs, so drift could pass for "
      "a "
      "difference: taken as measured one after the other",
      pairs.base_first > pairs.candidate_first() ? "baseline" : "candidate",
      std::max(pairs.base_first, pairs.candidate_first()), pairs.indexes.size());
}

}  // namespace

Ratio ratio(const Sample& base, const Sample& candidate, results::Direction direction,
            const RatioOptions& options) {
  Ratio r;
  r.base_n = base.n;
  r.candidate_n = candidate.n;
  for (const auto& [side, name] : {std::pair{&base, "baseline"}, std::pair{&candidate, "candidate"}}) {
    if (side->values.empty()) {
      r.absent_because = fmt::format(
          "{}: {}", name, side->absent_because.empty() ? "no process run has a value" : side->absent_because);
      return r;
    }
    if (!side->positive()) {
      r.absent_because = fmt::format("{}: a process run has 0, so there is no ratio", name);
      return r;
    }
  }
  if (options.is_base_known && options.is_candidate_known) {
    between_hosts(r, log_blocks(base), log_blocks(candidate), options);
    decide(r, direction);
    return r;
  }
  Pairs pairs;
  if (options.same_host) {
    pairs = pairs_in_turn(base, candidate);
    if (by_pairs(r, base, candidate, pairs, options)) {
      decide(r, direction);
      return r;
    }
  }
  const auto a = log_blocks(base), b = log_blocks(candidate);
  const std::size_t blocks = std::min(fewest_blocks(a), fewest_blocks(b));
  if (blocks < 2) {
    r.absent_because = fmt::format(
        "a recording of the {} has one block only that can be used, so its own variance is unknown: it takes "
        "8, "
        "and what is void does not count",
        fewest_blocks(a) < 2 ? "baseline" : "candidate");
    return r;
  }
  if (options.same_host) {
    by_stretches(r, stretches(base, candidate), options);
    r.cautions.push_back(one_after_the_other_text(pairs));
  } else {
    between_hosts(r, a, b, options);
  }
  if (blocks < planned_blocks) {
    r.cautions.push_back(fmt::format(
        "a recording has {} blocks that can be used; the rule was tested with 8 and more", blocks));
  }
  decide(r, direction);
  return r;
}

Ratio without_value(std::string reason) {
  Ratio r;
  r.absent_because = std::move(reason);
  return r;
}

void turn_over(Ratio& r) {
  if (r.value) r.value = 1 / *r.value;
  if (r.interval) r.interval = statistics::Interval{1 / r.interval->high, 1 / r.interval->low};
}

void scale_cost(Ratio& r, double factor) {
  if (r.value) *r.value *= factor;
  if (r.interval) r.interval = statistics::Interval{r.interval->low * factor, r.interval->high * factor};
  r.resolved = r.interval && !r.interval->contains(1);
  r.better = r.resolved && r.value && *r.value < 1;
}

}  // namespace crossfade::analysis
