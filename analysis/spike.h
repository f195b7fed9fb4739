// Spike: what a side does with load spikes of one workload under one policy: how much of what is offered
// meets its objective, what is shed, how soon all is well again, and how large a spike it takes. All as
// experienced: of every stage that is not void. docs/methodology.md has the rules.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/process_run.h"

namespace crossfade::analysis {

/// Shares of the requests of a class that fell due in the spike; between process runs.
struct SpikeClass {
  std::string name;
  std::uint32_t priority = 0;
  Estimate in_slo, shed, cheap;
  /// Of those that were answered; absent below 100 in any process run. Never with an interval.
  Estimate p99_ns;
};

/// Spikes of one size.
struct SpikePoint {
  double factor = 1;
  Estimate goodput_per_s;           ///< answered within the objective, while the spike lasts
  Estimate in_slo, shed, cheap;     ///< of all classes together
  std::vector<SpikeClass> classes;  ///< in the workload's order
  /// From the end of the spike to the first of five windows in a row with 98 % in their objective, windows
  /// without requests left out; at least that where a process run did not see them. Absent where too few
  /// requests fell due to see it.
  Estimate regain_ns;
  std::uint32_t regained = 0;  ///< process runs that did
};

struct SpikeStudy {
  std::string workload, policy, condition;
  double base_per_s = 0;  ///< offered before and after, mean over process runs
  double base_share = 0;  ///< of the workload's first capacity
  double hold_s = 0;
  std::vector<SpikePoint> points;  ///< ascending factor
  /// The largest factor at which at most 1 % of each class miss their objective: of every class, and of those
  /// of the highest priority. "At least" and "at most" where the factors measured do not bracket it.
  Estimate success_buffer, failure_buffer;
  bool one_priority = false;  ///< all classes have the same: nothing is preferred
};

/// One for each condition (analysis/spike_counts.h) under which the side has spikes of the workload.
std::vector<SpikeStudy> spike_studies(const WorkloadRuns& workload);

}  // namespace crossfade::analysis
