// LaneScale: the values between which a lane is drawn. From 0, unless everything lies in the upper half.
#pragma once

#include "analysis/timeline/sample_pyramid.h"

namespace crossfade::analysis {

struct LaneScale {
  double low = 0, high = 1;

  /// 0 at the low end, 1 at the high end; what lies beyond is put on the end.
  double at(double value) const;
};

/// 0 to 1 of none.
LaneScale lane_scale(const SampleSummary& summary);

}  // namespace crossfade::analysis
