// Load curve: latency quantiles against offered load for one workload of one side, pooled over its processes.
// Intervals are between processes (t on ln of the per-process quantile), not within one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/side.h"

namespace crossfade::analysis {

struct LoadPoint {
  double offered_per_s = 0;
  Estimate achieved_per_s;
  /// Latency from the intended arrival; absent where n does not support it, at least that where `saturated`.
  Estimate p50_ns, p90_ns, p99_ns, p999_ns;
  Estimate exceedance;     ///< share of requests beyond their own class's objective
  bool saturated = false;  ///< any process fell behind or gave up
  std::uint32_t disturbed_processes = 0;
};

/// What one class of requests promises: p99 of its own latency.
struct ClassObjective {
  std::string name;
  double p99_ns = 0;
};

struct LoadCurve {
  std::string workload, side;
  std::vector<LoadPoint> points;         ///< ascending offered load
  std::vector<double> void_rates_per_s;  ///< measured, and void in every process run: no points
  /// A sentence, if the rates end well below capacity and none is saturated: what lies between was not
  /// measured. Else empty.
  std::string ends_early;
  std::vector<ClassObjective> objectives;  ///< by class; the points' quantiles are of all classes together
  Estimate slo_rate_per_s;                 ///< slo_rate.h; of the grid where there are no chunks
  bool slo_from_grid = false;              ///< it is the highest measured rate at which at most 1 % exceed
  /// How: "poisson arrivals, hybrid waiting", each once.
  std::vector<std::string> offered_by;
  double grid_ratio =
      0;  ///< next measured rate / that rate: how coarse the grid is; 0 = it is the last point
};

/// Empty if no side has open-loop stages of `workload`.
std::vector<LoadCurve> load_curves(const std::vector<Side>& sides, const std::string& workload);

/// Names of all workloads of the sides, in order of first appearance.
std::vector<std::string> workload_names(const std::vector<Side>& sides);

}  // namespace crossfade::analysis
