// Undisturbed: the part of a side that nobody disturbed, as runs like any other, so that every estimate can
// be made of it in the same way as of everything (as experienced). What is disturbed is left out, never
// replaced.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/panel_verdict.h"
#include "analysis/process_run.h"
#include "analysis/sample.h"

namespace crossfade::analysis {

/// Fewer blocks in a recording do not stand for it.
inline constexpr std::uint32_t fewest_undisturbed_blocks = 4;

/// How much of a side's time was disturbed.
struct Disturbance {
  std::optional<double> time_share;  ///< of the stages' time, all recordings together
  double near_share = 0;       ///< beside that: quiet, but near a busy neighbour; not undisturbed either
  std::string absent_because;  ///< why nothing of the side can be called undisturbed
  std::vector<std::string> ceilings;  ///< what loads per cycle were judged by, each once
};

class Undisturbed {
 public:
  explicit Undisturbed(const Side& side);
  const Disturbance& disturbance() const { return disturbance_; }
  /// The same runs and the looks without the stages that were disturbed or not judged; runs without a stage
  /// left are gone. Stages that were measured again stand, out of turn, where their block has nothing of the
  /// kind left, so that no block weighs more for them.
  WorkloadRuns of(const WorkloadRuns& experienced) const;
  /// Empties estimate and sample and says why, if too few blocks of what was experienced are left.
  void demand_blocks(const Sample& experienced, Estimate& estimate, Sample& sample) const;

 private:
  std::vector<ProcessRun> left_of(std::vector<ProcessRun> runs) const;

  std::vector<PanelVerdict> verdicts_;  ///< by recording of the side
  Disturbance disturbance_;
};

/// Whether both lead to the same decision. `one_resolved`: what one decides the other leaves open. `differs`:
/// they decide oppositely, or the interval of one has nothing of the other's, be both on one side of 1 or
/// not.
enum class Agreement { unknown, same, one_resolved, differs };
Agreement agreement(const Ratio& experienced, const Ratio& undisturbed);

}  // namespace crossfade::analysis
