#include "analysis/timeline/lane_scale.h"

#include <algorithm>
#include <cmath>

namespace crossfade::analysis {

double LaneScale::at(double value) const {
  const double place = (value - low) / (high - low);
  return std::isnan(place) ? 0 : std::clamp(place, 0.0, 1.0);
}

LaneScale lane_scale(const SampleSummary& summary) {
  if (summary.empty()) return {};
  const auto least = static_cast<double>(summary.least), greatest = static_cast<double>(summary.greatest);
  // All the same: in the middle, or on the ground where it is 0.
  if (least == greatest) return greatest > 0 ? LaneScale{0, 2 * greatest} : LaneScale{least, least + 1};
  constexpr double upper_half = 0.5;
  return {least >= 0 && least < upper_half * greatest ? 0 : least, greatest};
}

}  // namespace crossfade::analysis
