// Rerun: stages of a measurement that were disturbed or void, measured again in a fresh process after the
// last block. It adds and never replaces: what users see rests on the originals, undisturbed values on
// whatever was clean. Only signals from outside the measured work make a stage disturbed, and a standstill
// that none of them showed; nothing else is repeated for its result. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/plan_items.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Which reruns are to be made: of measurements that ended well with stages that were not clean, in the order
/// of the plan, while they take less than Plan::rerun_share of the measurements' stage time together.
class Reruns {
 public:
  Reruns(const Plan& plan, const results::Recording& recorded);

  /// `rerun_item`: of that purpose.
  bool wanted(std::uint32_t rerun_item) const;
  /// Of the measurements' stage time, so far: what reruns take.
  double share() const { return share_; }
  /// How long the stages took that it repeats.
  std::uint64_t time_ns(std::uint32_t rerun_item) const;

 private:
  const Plan& plan_;
  std::vector<std::uint64_t> disturbed_ns_;  // by measurement item
  std::vector<bool> fits_;
  double share_ = 0;
};

/// Indexes into recorded.stages of what a rerun repeats, in the order they were measured.
std::vector<std::uint32_t> disturbed_stages(const Plan& plan, const results::Recording& recorded,
                                            std::uint32_t rerun_item);

}  // namespace crossfade::collector
