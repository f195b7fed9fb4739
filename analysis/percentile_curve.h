// Percentile curve: latency from the intended arrival at one offered load, percentile by percentile, as far
// as the recorded requests support one. Where they end the curve ends, with the reason; nothing is
// extrapolated. Estimates are those of analysis/latency.h.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/side.h"

namespace crossfade::analysis {

/// Dense towards 1, where latencies are decided. Evenly spaced on an axis of 1 / (1 - p), about.
inline constexpr std::array<double, 13> percentile_grid{0.5,   0.75,  0.9,    0.95,   0.98,   0.99,   0.995,
                                                        0.998, 0.999, 0.9995, 0.9998, 0.9999, 0.99999};

struct PercentilePoint {
  double p = 0;  ///< 0 ... 1
  Estimate latency_ns;
};

struct PercentileCurve {
  std::string side;
  double offered_per_s = 0;
  bool saturated = false;               ///< a process fell behind: latencies are at least these
  std::vector<PercentilePoint> points;  ///< ascending p, up to the last that is supported
  double stops_before = 1;              ///< the first p of the grid without an estimate; 1 = all have one
  std::string stops_because;            ///< why; empty if all have one
};

/// A curve per side that was measured at this load, in the order of the sides.
std::vector<PercentileCurve> percentile_curves(const std::vector<Side>& sides, const std::string& workload,
                                               double offered_per_s);

}  // namespace crossfade::analysis
