// Allotment: how many blocks each workload gets of a run's time budget, from the calibration's variances,
// decided once before the first block and then frozen: measuring on until a result is clear would be a
// machine for false results. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/outlook.h"
#include "collector/plan.h"

namespace crossfade::collector {

/// Blocks below which a workload's interval means little.
inline constexpr std::uint32_t fewest_blocks = 8;
/// Blocks that an SLO throughput is given up for: with fewer there are no undisturbed values, and how much a
/// host drifts is not known.
inline constexpr std::uint32_t useful_blocks = 4;
/// Beyond it a precision is not worth its time.
inline constexpr std::uint32_t most_blocks = 200;

/// Why a workload has no SLO throughput whose chunk would have to last so long, and what it would take.
std::string too_slow_for_a_chunk(const Plan& plan, std::uint64_t wanted_chunk_ns);

/// Half-width of the 95 % interval that `blocks` process runs give, in logarithms (about relative).
double expected_half_width(const Outlook& outlook, std::uint32_t blocks);

struct Allotment {
  Plan plan;
  /// So many of the plan's are expected to fit; a block is begun if it does (block_budget.h).
  std::uint32_t expected_blocks = 0;
  std::string missing = {};  ///< the others: what they need, and what it means without them; empty: none
};

/// The plan with blocks for each workload: eight for all; then as many as give the time of requests that a
/// verdict asks for (results/kept_time.h), where a process keeps only a part of its chunk; then one more
/// where the aim is missed most, as long as the budget lasts with what reruns and looks may take; what is
/// left then goes to those of which it is not known how much their processes differ. What does not fit is
/// listed in left_out with what it would take. Where eight blocks do not fit, reruns and looks get what is
/// left, then there are fewer blocks, down to four; then those SLO throughputs are given up that take most of
/// their processes, the slowest first; then there are fewer blocks still.
Allotment allotted(Plan plan, const std::vector<Outlook>& outlooks, std::uint64_t spent_ns);

/// The same if everything took as long as is assumed before anything was measured; eight blocks at most.
Allotment expected_allotment(const Plan& plan);

/// What fewer than eight blocks mean for intervals and ratios, after "with 3 blocks"; empty for eight.
std::string fewer_blocks_text(std::uint32_t blocks);

}  // namespace crossfade::collector
