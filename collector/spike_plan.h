// Spike plan: the load spikes that every process of a run makes: the rate is a share of the workload's
// capacity, then some multiple of it for a while, then the share again. Nothing here is measured.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/protocol/messages.h"

namespace crossfade::collector {

struct SpikePlan {
  std::vector<double> factors;  ///< of the rate before the spike, ascending; a stage each. Empty = no spikes
  std::string policy = "priority-shed";  ///< of results/vocabulary/shedding_policy.h
  double base_share = 0.6;               ///< of the first capacity with all workers
  std::uint64_t hold_ns = 1'000'000'000;
  friend bool operator==(const SpikePlan&, const SpikePlan&) = default;

  std::uint64_t before_ns() const { return hold_ns / 2; }
  /// Long enough to see a queue of the spike's length drain at usual shares, and five windows more.
  std::uint64_t after_ns() const { return hold_ns + hold_ns / 2; }
  std::uint64_t stage_ns() const { return before_ns() + hold_ns + after_ns(); }
};

/// Around the two ends of what a host can take at 60 %: it is full at 1.67, and a class of a third of the
/// requests alone fills it at 5.
inline const std::vector<double> usual_spike_factors{1.25, 1.5, 2, 3, 5};
/// Less leaves too few windows to judge a spike, and what follows it, by. Half of a spike is a whole number
/// of windows, so that none lies across one of its ends.
inline constexpr std::uint64_t shortest_spike_ns = 200'000'000;
inline constexpr double highest_spike_factor = 100;

/// Why no run can have these spikes, or nullptr.
const char* why_invalid(const SpikePlan& spikes);

/// The golden answers of the cheaper level are needed.
bool asks_for_cheap_answers(const SpikePlan& spikes);

/// The part of a stage that the plan decides; workers, waiting and seed are left to the caller.
StageSpec spike_stage(const SpikePlan& spikes, double capacity_per_s, double factor);

}  // namespace crossfade::collector
