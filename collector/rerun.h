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

/// Which stages are measured again: of those that were not clean, in processes that ended well, the most
/// valuable first, as long as they take less than Plan::rerun_share of the measurements' stage time and fit
/// into what the blocks left of a budget. What undisturbed values rest on decides: the SLO throughput, then
/// capacity with all workers, service time, other capacities, stages at offered rates; among those of a kind
/// first a piece for every block that has no clean one, then a second. In the order of the plan otherwise.
/// Settled when the last block is: reruns change nothing about which there are.
class Reruns {
 public:
  Reruns(const Plan& plan, const results::Recording& recorded);

  /// Indexes into recorded.stages of what a rerun repeats, in the order they were measured. `rerun_item`: of
  /// that purpose, here and below.
  const std::vector<std::uint32_t>& stages(std::uint32_t rerun_item) const;
  bool wanted(std::uint32_t rerun_item) const { return !stages(rerun_item).empty(); }
  /// How long the stages took that it repeats.
  std::uint64_t time_ns(std::uint32_t rerun_item) const;
  /// What measurements to come may be expected to bring, by those so far and, of time, by the calibration
  /// too: how much stage time is measured again of theirs, and how many of them have anything that is. In [0,
  /// 1].
  struct Expected {
    double time = 0, processes = 0;
  };
  const Expected& expected() const { return expected_; }

 private:
  struct Rerun {
    std::vector<std::uint32_t> stages;
    std::uint64_t time_ns = 0;
  };
  const Rerun& rerun(std::uint32_t rerun_item) const;

  const Plan& plan_;
  std::vector<Rerun> of_measurements_;  // by measurement item
  Expected expected_;
};

}  // namespace crossfade::collector
