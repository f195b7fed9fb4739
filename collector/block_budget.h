// Block budget: how many blocks a plan measures that goes on until its time is used (Plan::until_budget). A
// block is begun only if one of average length still fits, so blocks are always whole and the answer follows
// from what is recorded: an interrupted run that is resumed decides as it would have. Pure.
#pragma once

#include <cstdint>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Blocks in all, as far as can be told: at first from assumed times, after the first block from what the
/// `complete_blocks` took, attempts that were cut short included. At least one, no fewer than were begun, no
/// more than Plan::blocks, which is all of them if the plan has no such rule. Asked between two blocks it
/// decides whether there is another.
std::uint32_t blocks_in_budget(const Plan& plan, const results::Recording& recorded,
                               std::uint32_t complete_blocks);

/// One block of every workload before anything was measured: assumed overhead and stages.
std::uint64_t assumed_block_ns(const Plan& plan);

/// More blocks than this cannot fit, even if starting and warming up took no time.
std::uint32_t most_blocks_in(const Plan& plan, std::uint64_t budget_ns);

}  // namespace crossfade::collector
