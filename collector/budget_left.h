// Budget left: what a run's time budget has left after what is recorded, and what a further process would
// take of it beside its stages. By the clock of the recording; pure, so that a resumed run decides alike.
#pragma once

#include <cstdint>
#include <optional>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

struct BudgetLeft {
  std::uint64_t left_ns = 0;
  std::uint64_t overhead_ns = 0;  ///< mean of the processes so far: starting, golden answers, warming up

  /// Whether a process with that much stage time still fits.
  bool fits(std::uint64_t stages_ns) const { return stages_ns + overhead_ns <= left_ns; }
};

/// nullopt: the plan has no budget, or one that only decides how many blocks there are (block_budget.h).
std::optional<BudgetLeft> budget_left(const Plan& plan, const results::Recording& recorded);

/// The same before the first rerun and the first look, whatever was recorded since.
std::optional<BudgetLeft> budget_left_by_blocks(const Plan& plan, const results::Recording& recorded);

}  // namespace crossfade::collector
