// Ratio of two samples: R1 between hosts; on one host pairs, or R1 over stretches of recordings.
// docs/methodology.md has the rule; analysis/statistics/host_model the arithmetic.
#pragma once

#include <optional>

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
};

Ratio ratio(const Sample& base, const Sample& candidate, results::Direction direction,
            const RatioOptions& options);

}  // namespace crossfade::analysis
