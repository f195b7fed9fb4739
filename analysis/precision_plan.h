// Precision plan: how many hosts and recordings a side would narrow a ratio to a wanted half width, from the
// variances seen so far. Natural logarithms inside; 0.02 is 2 %. Planning, never a rule for stopping: what is
// measured until an answer comes is not one (docs/methodology.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison.h"

namespace crossfade::analysis {

/// Of one side's values of a metric, as standard deviations of ln.
struct SpreadSeen {
  double between_hosts = 0;
  bool hosts_are_assumed = false;  ///< fewer than three were seen
  /// Of one host: what the means of its recordings differ by beside their blocks, moderated by r0 as in R1
  /// (it stands alone where no host has two recordings).
  double between_recordings = 0;
  std::size_t recording_degrees = 0;  ///< of freedom, of the recordings seen; 0: r0 alone
  double between_blocks = 0;
  double blocks = 8;  ///< of a recording, mean
  /// Three hosts and more with one recording each: what recordings add cannot be told from the hosts and is
  /// in between_hosts.
  bool one_recording_each = false;
};

struct PrecisionRow {
  std::string workload, metric;
  std::optional<SpreadSeen> base, candidate;
  std::string absent_because;  ///< why nothing can be planned
  std::string first;           ///< what to measure before it can; empty = it can
  /// Hosts a side with one, two and three recordings each; absent beyond most_planned_hosts.
  std::optional<std::uint32_t> hosts_with[3];
};

inline constexpr std::uint32_t most_planned_hosts = 100;

/// SLO throughput, capacity and CPU per request of every workload; of one that only one side has, or that
/// cannot be compared, why there is nothing to plan. `half_width`: of the 95 % interval of the ratio,
/// relative, above 0.
std::vector<PrecisionRow> precision_plan(const Comparison& comparison, double half_width,
                                         const CompareOptions& options);

}  // namespace crossfade::analysis
