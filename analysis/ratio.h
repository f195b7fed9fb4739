// Ratio of two samples: R1 between hosts; on one host pairs, or R1 over stretches of recordings.
// docs/methodology.md has the rule; analysis/statistics/host_model the arithmetic.
#pragma once

#include <optional>

#include "analysis/estimate.h"
#include "analysis/sample.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {

struct RatioOptions {
  bool same_host = false;
  std::optional<double> host_cv;  ///< replaces h0
  /// Values on a grid: the true one lies between a value and the value times its step. The interval is
  /// widened.
  double base_step = 1, candidate_step = 1;
  /// Of pairs in turn: what the panel read beside the values is taken out of them. For undisturbed values: as
  /// experienced nothing is.
  bool panel_controls = false;
};

Ratio ratio(const Sample& base, const Sample& candidate, results::Direction direction,
            const RatioOptions& options);

}  // namespace crossfade::analysis
