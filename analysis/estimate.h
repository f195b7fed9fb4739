// Estimate: one number with everything that must stand beside it: 95 % interval, sample sizes, quality,
// cautions; or the reason why there is none. Ratio: the same for candidate / baseline, with what decision
// rule R1 has to print.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/statistics/interval.h"

namespace crossfade::analysis {

struct SampleSize {
  std::uint32_t hosts = 0, recordings = 0, blocks = 0, processes = 0;
  std::uint64_t requests = 0;
  friend bool operator==(const SampleSize&, const SampleSize&) = default;
};

/// A value that is only an end: the true one is at least, or at most, that. It has no interval.
enum class Bound { none, at_least, at_most };

struct Estimate {
  std::optional<double> value;  ///< in the metric's unit
  Bound bound = Bound::none;
  std::optional<statistics::Interval> interval;
  SampleSize n;
  double disturbed_share = 0;         ///< of the stages behind it
  std::vector<std::string> cautions;  ///< each a sentence
  std::string absent_because;         ///< why there is no value
  std::string no_interval_because;    ///< why there is a value without an interval
  /// Seconds of requests behind an SLO throughput, where they are fewer than it takes (analysis/slo_rate.h).
  std::optional<double> too_short_s = {};
};

/// same_host_paired: process runs in turn; same_host_sequential: one recording after the other, R1 over
/// stretches of recordings.
enum class RatioMethod { none, two_hosts_r1, same_host_paired, same_host_sequential };

struct Ratio {
  RatioMethod method = RatioMethod::none;
  std::optional<double> value;  ///< candidate / baseline
  std::optional<statistics::Interval> interval;
  bool resolved = false;  ///< the interval excludes 1
  bool better = false;    ///< only if resolved: in the metric's own direction
  SampleSize base_n, candidate_n;
  double degrees_of_freedom = 0;
  double assumed_variance_share = 0;          ///< 0 ... 1
  std::optional<double> assumed_host_cv;      ///< h0, relative; absent if nothing was assumed
  std::optional<double> recording_deviation;  ///< r0, relative; absent if nothing was assumed
  std::optional<double> tipping_host_cv;      ///< the h0 at which `resolved` changes; absent if it never does
  double undetected_slow_share = 1;           ///< a slow share up to this is not excluded by the hosts seen
  std::vector<std::string> cautions;
  std::string absent_because;
};

}  // namespace crossfade::analysis
