// Settling plan: how many hosts a side would decide what is open, if the true cost ratio is the one that was
// found. Advice on a second stage, not a result: measuring again until an answer comes is not one
// (methodology §11), so the stage is planned once.
#pragma once

#include <cstdint>
#include <optional>

#include "analysis/estimate.h"

namespace crossfade::analysis {

struct SettlingPlan {
  std::uint32_t hosts_a_side = 0;
  double host_deviation = 0;  ///< of ln between hosts, as found (assumed where fewer than three were seen)
};

inline constexpr double settling_power = 0.8;

/// `level`: of the two-sided interval that will decide. Absent if more than `most_hosts` would be needed, or
/// the ratio has no interval.
std::optional<SettlingPlan> settling_plan(const Ratio& cost, double threshold_ratio, std::uint32_t most_hosts,
                                          double level = 0.05);

}  // namespace crossfade::analysis
