#include "analysis/statistics/host_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"
#include "results/assertion.h"

namespace crossfade::statistics {
namespace {

bool usable(const SideValues& side) {
  return !side.empty() && std::all_of(side.begin(), side.end(), [](const HostValues& host) {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](const BlockValues& blocks) {
      return blocks.size() >= 2 &&
             std::all_of(blocks.begin(), blocks.end(), [](double v) { return std::isfinite(v); });
    });
  });
}

std::vector<double> host_means(const SideValues& side) {
  std::vector<double> means;
  for (const HostValues& host : side) {
    std::vector<double> of_recordings;
    for (const BlockValues& blocks : host) of_recordings.push_back(mean(blocks));
    means.push_back(mean(of_recordings));
  }
  return means;
}

/// Variance of a host's mean that its blocks explain, mean over hosts: s^2 / (R B) where all are alike.
double block_variance(const SideValues& side) {
  double sum = 0;
  for (const HostValues& host : side) {
    double of_host = 0;
    for (const BlockValues& blocks : host) {
      of_host += sample_variance(blocks) / static_cast<double>(blocks.size());
    }
    sum += of_host / static_cast<double>(host.size() * host.size());
  }
  return sum / static_cast<double>(side.size());
}

double block_degrees(const SideValues& side) {
  double degrees = 0;
  for (const HostValues& host : side) {
    for (const BlockValues& blocks : host) degrees += static_cast<double>(blocks.size()) - 1;
  }
  return degrees;
}

/// Mean over hosts of 1 / R.
double inverse_recordings(const SideValues& side) {
  double sum = 0;
  for (const HostValues& host : side) sum += 1 / static_cast<double>(host.size());
  return sum / static_cast<double>(side.size());
}

/// Without variance; the most degrees of freedom, of which nothing is left in a sum of variances.
std::optional<SideVariance> variance_of(const SideValues& side, const HostPrior& prior, bool is_known) {
  if (!is_known) return side_variance(side, prior);
  return SideVariance{mean(host_means(side)), 0, 0, 1e6};
}

/// Of sides of fewer than three hosts both. What is assumed of hosts adds no knowledge of how much a few
/// blocks differ: else a larger h0 would lend them its own degrees and narrow the interval.
double degrees_without_assumed_hosts(const SideValues& a, const SideValues& b, HostPrior prior) {
  prior.host_deviation = 0;
  const auto va = side_variance(a, prior), vb = side_variance(b, prior);
  CF_ASSERT(va && vb, "the sides are usable");
  return satterthwaite(va->variance, va->degrees_of_freedom, vb->variance, vb->degrees_of_freedom);
}

HostDifference combine(const SideVariance& a, const SideVariance& b, double most_degrees,
                       const Widening& widening) {
  const double degrees = std::min(
      most_degrees, satterthwaite(a.variance, a.degrees_of_freedom, b.variance, b.degrees_of_freedom));
  HostDifference out;
  out.difference = b.mean - a.mean;
  out.degrees_of_freedom = degrees;
  const double variance = a.variance + b.variance;
  out.interval = t_interval(out.difference, std::sqrt(variance), degrees);
  out.interval.low -= widening.below;
  out.interval.high += widening.above;
  out.assumed_share = variance > 0 ? (a.assumed_variance + b.assumed_variance) / variance : 0;
  return out;
}

/// Both sides at one h0. They are usable.
HostDifference difference_at(const SideValues& a, const SideValues& b, HostPrior prior, double host_deviation,
                             const Widening& widening, const KnownSides& known) {
  prior.host_deviation = host_deviation;
  const auto va = variance_of(a, prior, known.a), vb = variance_of(b, prior, known.b);
  CF_ASSERT(va && vb, "both sides are usable, or there would be no difference to ask about");
  double most_degrees = std::numeric_limits<double>::infinity();
  if (!known.a && !known.b && a.size() < enough_hosts && b.size() < enough_hosts) {
    // Both sides lean on the same assumption: it counts once.
    most_degrees = std::min(prior.weight + static_cast<double>(a.size() + b.size()) - 2,
                            degrees_without_assumed_hosts(a, b, prior));
  }
  return combine(*va, *vb, most_degrees, widening);
}

/// The largest h0 that is asked about: a factor of 7.
constexpr double most_host_deviation = 2;

/// The h0 with the narrowest interval. It is 0 unless the only other variance has few degrees of freedom:
/// then a larger assumption brings more of them than it costs. The width falls, then rises: golden section.
template <class Width>
double narrowest(Width width) {
  constexpr double golden = 0.6180339887498949;
  double low = 0, high = most_host_deviation;
  double left = high - golden * (high - low), right = low + golden * (high - low);
  double width_left = width(left), width_right = width(right);
  while (high - low > 1e-6) {
    if (width_left <= width_right) {
      high = right;
      right = left;
      width_right = width_left;
      left = high - golden * (high - low);
      width_left = width(left);
    } else {
      low = left;
      left = right;
      width_left = width_right;
      right = low + golden * (high - low);
      width_right = width(right);
    }
  }
  const double found = (low + high) / 2;
  return width(found) < width(0) ? found : 0;
}

/// The h0 from which on `excludes` is false; it is monotone from `from` on.
template <class Excludes>
std::optional<double> tipping(double from, Excludes excludes) {
  double low = from, high = most_host_deviation;
  if (!excludes(low) || excludes(high)) return std::nullopt;
  while (high - low > 1e-5) {
    const double middle = (low + high) / 2;
    (excludes(middle) ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

std::string_view host_deviation_source() {
  return "chosen between what was found elsewhere: SD of ln over 11 c7a sizes 8 %, but nine of them within "
         "1.5 "
         "% (single runs, public data); repeated cloud runs of one application spread by less than 3.7 %";
}

std::string_view recording_deviation_source() {
  return "SD between recordings of 80 s on one quiet cloud host: 0.3 to 4 % by workload and estimator";
}

std::string_view same_host_deviation_source() {
  return "SD between recordings of 80 s taken one after the other on one cloud host, all stages: 2.5 to 8.6 "
         "% by workload and estimator";
}

HostPrior same_host_prior() {
  return {.host_deviation = 0, .recording_deviation_floor = 0.04, .weight = 4};
}

HostPrior work_prior() {
  return {.host_deviation = 0.005, .recording_deviation_floor = 0.002, .weight = 4};
}

double recording_deviation(const SideValues& side, double floor) {
  double squares = 0;
  std::size_t recordings = 0;
  for (const HostValues& host : side) {
    for (const BlockValues& blocks : host) {
      if (blocks.size() < 4) continue;
      std::vector<double> quarters;
      for (std::size_t q = 0; q < 4; ++q) {
        const std::size_t from = q * blocks.size() / 4, to = (q + 1) * blocks.size() / 4;
        quarters.push_back(mean(std::span(blocks).subspan(from, to - from)));
      }
      squares += sample_variance(quarters);
      ++recordings;
    }
  }
  return recordings == 0 ? floor : std::max(floor, std::sqrt(squares / static_cast<double>(recordings)));
}

std::optional<SideVariance> side_variance(const SideValues& side, const HostPrior& prior) {
  if (!usable(side)) return std::nullopt;
  const std::vector<double> means = host_means(side);
  const auto hosts = static_cast<double>(side.size());
  SideVariance out;
  out.mean = mean(means);
  if (side.size() >= enough_hosts) {
    out.variance = sample_variance(means) / hosts;
    out.degrees_of_freedom = hosts - 1;
    return out;
  }
  const double r0 = recording_deviation(side, prior.recording_deviation_floor);
  const double assumed = prior.host_deviation * prior.host_deviation + r0 * r0 * inverse_recordings(side);
  double spread = 0;
  for (const double m : means) spread += (m - out.mean) * (m - out.mean);
  const double degrees = prior.weight + hosts - 1;
  const double of_blocks = prior.weight * block_variance(side) / degrees / hosts;
  out.variance = (prior.weight * (assumed + block_variance(side)) + spread) / degrees / hosts;
  out.assumed_variance = prior.weight * assumed / degrees / hosts;
  // Where little is assumed, few blocks know no more of their variance than they can.
  out.degrees_of_freedom =
      std::min(degrees, satterthwaite(out.variance - of_blocks, degrees, of_blocks, block_degrees(side)));
  return out;
}

std::optional<HostDifference> host_difference(const SideValues& a, const SideValues& b,
                                              const HostPrior& prior, const Widening& widening,
                                              const KnownSides& known) {
  if (!usable(a) || !usable(b)) return std::nullopt;
  const auto at = [&](double host_deviation) {
    return difference_at(a, b, prior, host_deviation, widening, known);
  };
  const auto has_enough = [](const SideValues& side, bool is_known) {
    return is_known || side.size() >= enough_hosts;
  };
  if (has_enough(a, known.a) && has_enough(b, known.b)) return at(prior.host_deviation);
  const double best = narrowest([&](double h0) {
    const Interval i = at(h0).interval;
    return i.high - i.low;
  });
  HostDifference out = at(std::max(prior.host_deviation, best));
  out.tipping_deviation = tipping(best, [&](double h0) { return !at(h0).interval.contains(0); });
  return out;
}

double undetected_slow_share(std::size_t hosts) {
  return hosts == 0 ? 1 : 1 - std::pow(0.05, 1 / static_cast<double>(hosts));
}

}  // namespace crossfade::statistics
