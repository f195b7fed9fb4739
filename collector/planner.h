// Planner: what to measure next, as a pure function of the plan (which holds the seed) and what is recorded
// so far. Resuming an interrupted run is therefore the same function applied to its recording. No clock, no
// I/O.
//
// A block holds every workload once, in random order, one fresh process each. Block 0 finds each workload's
// capacity and freezes its grid of offered rates (10 % ... 105 % of that capacity); the stages of a process
// are in random order, except that in block 0 the closed loop comes first because the grid depends on it. A
// workload whose process of block 0 found no capacity does that in the first later block that does.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "collector/plan_items.h"
#include "collector/protocol/messages.h"
#include "results/recording.h"

namespace crossfade::collector {

/// nullopt = the plan is complete, or its calibration is and the time has to be allotted (needs_allotment).
/// An item is done when one of its repetitions ended in `ok`, `wrong`, `crashed`, `hung` or `refused`: a
/// crash costs one repetition. One that was `interrupted` (by the user) is measured again as a new
/// repetition, and so is one left `running` or `killed` (the collector ended in it) and one that a signal
/// from outside ended (outside_end.h), these max_attempts times at most: what brings the machine down does so
/// again. A plan that goes on until its time is used has as many blocks as block_budget.h says. A workload
/// that refused, hung, or crashed before its first stage, max_refusals times without ever being measured, or
/// max_refusals_after_a_result times in a row, is given up: it will do so in every block.
std::optional<WorkItem> next_item(const Plan& plan, const results::Recording& recorded);

/// All that is still to be measured, in the order of the plan, as far as what is recorded tells.
std::vector<WorkItem> items_left(const Plan& plan, const results::Recording& recorded);

inline constexpr std::uint32_t max_attempts = 3;
inline constexpr std::uint32_t max_refusals = 2, max_refusals_after_a_result = 4;

/// The next stage of the process that measures `repetition` (index into recorded.repetitions), or nullopt =
/// done. A stage that was aborted, saturated or failed is done as well.
std::optional<StageSpec> next_stage(const Plan& plan, const results::Recording& recorded,
                                    std::uint32_t repetition);

/// The calibration is over: allotment.h makes the plan that goes on.
bool needs_allotment(const Plan& plan, const results::Recording& recorded);

struct BlocksNotBegun {
  std::uint32_t blocks = 0;
  std::uint64_t needed_ns = 0;  ///< more than the budget
};
/// Blocks of an allotted plan that its budget did not hold. None of other plans, and where every workload was
/// given up.
BlocksNotBegun blocks_not_begun(const Plan& plan, const results::Recording& recorded);

/// Workloads (indexes into Plan::workloads) whose SLO throughput is not verified because the budget does not
/// hold a look.
std::vector<std::uint32_t> looks_not_begun(const Plan& plan, const results::Recording& recorded);

struct Progress {
  std::uint32_t items_done = 0, items_total = 0;
  std::uint64_t remaining_ns = 0;  ///< planned stage time plus the overhead seen so far
};
/// `elapsed_ns`: time spent on everything recorded so far. Before the first repetition ends the overhead of a
/// process is assumed (stage_time.h). Reruns to come are expected in proportion to those wanted so far.
Progress progress(const Plan& plan, const results::Recording& recorded, std::uint64_t elapsed_ns);

}  // namespace crossfade::collector
