// Unloaded latency: what requests take at vanishing load, when nobody queues: their own time, and what is
// left of a stall that an idle server happens to stand in. From the recorded requests, not simulated.
#pragma once

#include <span>
#include <vector>

#include "analysis/statistics/virtual_run.h"

namespace crossfade::statistics {

/// The recorded requests of one block, sorted: most of what solving a short recording takes. The run belongs
/// to the caller.
class UnloadedLatency {
 public:
  explicit UnloadedLatency(const VirtualRun& run);

  /// Share of requests whose unloaded latency exceeds their own objective. A request comes into a stall with
  /// more than y to go for the share of idle time in which that is so: how often a stall begins times how
  /// long it lasts beyond y.
  double exceedance() const;
  /// Share of requests whose unloaded latency exceeds the one given.
  double exceeding(double latency_ns) const;
  /// A latency that none exceeds.
  double bound_ns() const;

 private:
  double late(const std::vector<float>& slacks, const std::vector<double>& sums, double longer_ns) const;

  const VirtualRun* run_;
  // In order; sums of the first 0, 1, 2 ... of them.
  std::vector<float> to_zero_ns_, slacks_ns_;  ///< -busy; objective - busy, empty if that is the same for all
  std::vector<double> to_zero_sums_, slack_sums_;
};

/// The latency that a share 1 - `probability` exceeds, of several blocks of equal weight. To 1e-6.
double unloaded_quantile_ns(std::span<const UnloadedLatency> blocks, double probability);

}  // namespace crossfade::statistics
