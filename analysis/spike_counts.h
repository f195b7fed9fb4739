// Spike counts: what one process run saw of one load spike, counted by class, and the windows that follow it.
// Counts of requests; nothing is estimated here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/process_run.h"
#include "analysis/statistics/regain.h"

namespace crossfade::analysis {

/// Of the requests that fell due in the spike.
struct ClassCounts {
  double offered = 0, in_slo = 0, shed = 0, cheap = 0;
};

struct SpikeRun {
  const ProcessRun* run = nullptr;
  const StageView* view = nullptr;
  const results::Spike* spike = nullptr;
  std::vector<ClassCounts> classes;              ///< in the order of the workload's classes
  std::vector<statistics::CountedWindow> after;  ///< of all classes, from the end of the spike on
};

/// Conditions under which two spikes may be counted together, as text: policy, rate before, length, and the
/// classes' shares, priorities and objectives.
std::string spike_condition(const SpikeRun& run);

/// Every spike stage of the workload that is not void.
std::vector<SpikeRun> spike_runs(const WorkloadRuns& workload);

/// Rows of Recording::classes that belong to a workload of it, in their order.
std::vector<const results::WorkloadClass*> classes_of(const results::Recording& recording,
                                                      std::uint32_t workload);

}  // namespace crossfade::analysis
