// Rate limit: what of a rate a machine of a side's type can serve. A workload over loopback is bound by the
// CPU alone; in service the published baseline of the network bounds it too, and a type whose memory is too
// small serves nothing. The one place where a rate is capped: costs, verdicts and reasons ask here, so they
// cannot contradict each other. Requests per second.
#pragma once

#include <optional>
#include <string>

#include "analysis/estimate.h"
#include "analysis/process_run.h"
#include "analysis/ratio.h"
#include "analysis/sample.h"
#include "analysis/side.h"

namespace crossfade::analysis {

enum class BindingLimit { cpu, network, memory };

struct RateLimits {
  double network_bytes = 0;                  ///< per request, in the busier direction; 0 = not declared
  std::optional<double> network_per_s = {};  ///< by the published baseline of the type; absent = not known
  std::string memory_is_short = {};          ///< why the type cannot serve at all; empty = it has enough
};

RateLimits rate_limits(const Side& side, const WorkloadRuns& runs);

/// A rate as measured, with the values that its ratios are formed of.
struct MeasuredRate {
  Estimate estimate;
  Sample sample;
  OpenRange open = {};
};

struct LimitedRate {
  Estimate estimate;  ///< value and interval end at the limit; none where memory is short
  Sample sample;
  OpenRange open = {};
  BindingLimit limit = BindingLimit::cpu;
  /// The network binds whatever chance or another host would change: the value is the published figure.
  bool is_published = false;
};

/// Recordings above the network's rate are moved onto it and keep their spread, for one that is hardly above
/// may be below in truth; where the interval (10 % lower where fewer than three hosts were seen: twice h0)
/// lies above, nothing measured is left.
LimitedRate limited(MeasuredRate rate, const RateLimits& limits);

/// At most that. A caution says where it binds.
Estimate limited_by_network(Estimate rate, const RateLimits& limits);

/// Why the two have no ratio: the network binds on one side and is not known of the other. Empty = they have.
std::string why_limits_differ(const LimitedRate& base, const RateLimits& base_limits,
                              const LimitedRate& candidate, const RateLimits& candidate_limits);

/// Candidate / baseline of limited rates by R1. What is published on both sides has a ratio without chance;
/// on one side it adds none.
Ratio limited_rate_ratio(const LimitedRate& base, const RateLimits& base_limits, const LimitedRate& candidate,
                         const RateLimits& candidate_limits, RatioOptions options);

}  // namespace crossfade::analysis
