// Scaling: closed-loop throughput against the number of threads, for one workload of one side; how much of
// its speed a thread keeps (efficiency), the law behind it where enough was measured, and how a contended
// workload fares beside its control. As experienced: void stages are left out, disturbed ones are not.
//
// Efficiency, speed-up and everything fitted compare thread counts within the same process run, so a process
// that is slow throughout moves none of them. Where only few thread counts were measured there is no law, and
// the reason is said. docs/methodology.md has the rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/process_run.h"
#include "analysis/sample.h"
#include "analysis/scaling_law.h"
#include "analysis/side.h"

namespace crossfade::analysis {

struct ScalingPoint {
  std::uint32_t threads = 0;
  std::optional<std::uint32_t> cores;  ///< physical ones they ran on; ScalingCurve says why it is absent
  Estimate throughput_per_s;           ///< X(N)
  Estimate undisturbed_per_s;          ///< X(N) of the undisturbed stages alone; nothing else here is
  Estimate speed_up;                   ///< X(N) / X(1)
  Estimate efficiency;                 ///< X(N) / (N X(1))
  Estimate overlap;  ///< contended workloads: share of requests during which another did the same work
  Estimate against_control;  ///< contended workloads: efficiency / that of the control in the same block
};

struct ScalingCurve {
  std::string workload, side;
  std::vector<ScalingPoint> points;  ///< ascending threads
  std::string cores_absent_because;  ///< then there is neither a law nor an effect of siblings
  ScalingLaw law;
  SiblingEffect siblings;
  std::vector<ThroughputPrediction> predictions;
  bool contended = false;
  std::string control;                 ///< workload that `against_control` refers to
  std::string control_absent_because;  ///< of a contended workload that is not a control itself
};

/// Empty if no side has capacity stages of `workload`.
std::vector<ScalingCurve> scaling_curves(const std::vector<Side>& sides, const std::string& workload);

/// Of scaling_efficiency(): without an interval for one thread, where it is 1 by definition.
Estimate efficiency_estimate(const Sample& efficiency, std::uint32_t threads);

/// Thread counts of the workload's capacity stages, void ones included, ascending.
ThreadCounts capacity_thread_counts(const WorkloadRuns& workload);

}  // namespace crossfade::analysis
