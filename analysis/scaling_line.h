// Scaling line: what a chart of throughput against threads may draw between and beyond its points: the law
// where it holds, the straight line of siblings where it is not refuted, what the law predicts; and between
// points that no fit speaks for, a guide to the eye that says nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/scaling.h"

namespace crossfade::analysis {

enum class ScalingLineKind { law, siblings, predicted, guide };

struct ScalingLinePoint {
  double threads = 0, per_s = 0;
};

struct ScalingLine {
  ScalingLineKind kind = ScalingLineKind::guide;
  std::vector<ScalingLinePoint> points;  ///< ascending threads, two at least
};

/// Ascending; none overlaps another but the predicted one, which goes on where the law ends.
std::vector<ScalingLine> scaling_lines(const ScalingCurve& curve);

/// The most threads with a core each, where more were measured: from there on threads share cores.
std::optional<std::uint32_t> scaling_kink(const ScalingCurve& curve);

}  // namespace crossfade::analysis
