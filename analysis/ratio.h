// Ratio of two samples: R1 between hosts; on one host pairs, or R1 over stretches of recordings.
// docs/methodology.md has the rule; analysis/statistics/host_model the arithmetic.
#pragma once

#include <optional>
#include <string>

#include "analysis/estimate.h"
#include "analysis/sample.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {

/// What values leave open by themselves: the true one lies between value / below and value x above.
struct OpenRange {
  double below = 1, above = 1;  ///< 1 and more; a grid's step is above
};

struct RatioOptions {
  bool same_host = false;
  std::optional<double> host_cv = {};   ///< replaces h0
  OpenRange base = {}, candidate = {};  ///< the interval is widened by both
  /// The values are one published figure: no host differs from another in it.
  bool is_base_known = false, is_candidate_known = false;
  /// Counts that the work gives: what hosts differ by in speed is not assumed of them.
  bool is_count_of_work = false;
};

Ratio ratio(const Sample& base, const Sample& candidate, results::Direction direction,
            const RatioOptions& options);

/// None, and why.
Ratio without_value(std::string reason);

/// 1 / ratio: a rate's becomes that of a cost. Whether it is resolved stays; better is for scale_cost() to
/// say.
void turn_over(Ratio& ratio);

/// Ratio x factor, of a cost: resolved and better are told anew, less is better.
void scale_cost(Ratio& ratio, double factor);

}  // namespace crossfade::analysis
