// Block budget: how many blocks a plan with a budget measures: one that goes on until its time is used
// (Plan::until_budget), or one whose blocks were allotted. A block is begun only if one of average length
// still fits, so blocks are always whole and the answer follows from what is recorded: an interrupted run
// that is resumed decides as it would have. Time decides and never a result. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Blocks in all, as far as can be told: at first from assumed times, after the first block from what the
/// `complete_blocks` took, attempts that were cut short included. At least one, no fewer than were begun, no
/// more than Plan::blocks, which is all of them if the plan has no such rule. Asked between two blocks it
/// decides whether there is another.
std::uint32_t blocks_in_budget(const Plan& plan, const results::Recording& recorded,
                               std::uint32_t complete_blocks);

/// What a further process of each workload will take: as those of the blocks did on average, or as calibrated
/// while there is none.
std::vector<std::uint64_t> further_processes_ns(const Plan& plan, const results::Recording& recorded);

/// Blocks from `begun` on of an allotted plan that fit one after the other into `left_ns`, of processes that
/// take so long.
std::uint32_t further_blocks(const Plan& plan, const std::vector<std::uint64_t>& processes_ns,
                             std::uint32_t begun, std::uint64_t left_ns);

/// One block of those that have one.
std::uint64_t further_block_ns(const Plan& plan, const std::vector<std::uint64_t>& processes_ns,
                               std::uint32_t block);

/// One block of every workload before anything was measured: assumed overhead and stages.
std::uint64_t assumed_block_ns(const Plan& plan);

/// More blocks than this cannot fit, even if starting and warming up took no time.
std::uint32_t most_blocks_in(const Plan& plan, std::uint64_t budget_ns);

}  // namespace crossfade::collector
