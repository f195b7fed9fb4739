// Allotment: how many blocks each workload gets of a run's time budget, from the calibration's variances,
// decided once before the first block and then frozen: measuring on until a result is clear would be a
// machine for false results. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Blocks below which a workload's interval means little.
inline constexpr std::uint32_t fewest_blocks = 8;
/// Beyond it a precision is not worth its time.
inline constexpr std::uint32_t most_blocks = 200;

/// What the calibration says of one workload.
struct Outlook {
  double deviation = 0;               ///< between process runs, of ln SLO throughput
  std::uint64_t process_ns = 0;       ///< one process with all its stages
  std::uint64_t chunk_ns = 0;         ///< of that, for the SLO throughput; 0 = too slow for it
  std::uint64_t wanted_chunk_ns = 0;  ///< the same without the profile's limit
};

/// From the calibration's chunks, each solved alone. Few of them say little of a variance, so it is moderated
/// (Smyth, Stat. Appl. Genet. Mol. Biol. 3, 2004) by 4 degrees of freedom at 4 %, about what chunks of a
/// quiet guest show.
std::vector<Outlook> outlooks(const Plan& plan, const results::Recording& recorded);

/// Why a workload has no SLO throughput whose chunk would have to last so long, and what it would take.
std::string too_slow_for_a_chunk(const Plan& plan, std::uint64_t wanted_chunk_ns);

/// Half-width of the 95 % interval that `blocks` process runs give, in logarithms (about relative).
double expected_half_width(const Outlook& outlook, std::uint32_t blocks);

/// The plan with blocks for each workload: eight for all, then one more where the aim is missed most, as long
/// as the budget lasts. What does not fit is listed in left_out with the time it would take: first the SLO
/// chunks of the workloads that are slowest at it, then blocks.
Plan allotted(Plan plan, const std::vector<Outlook>& outlooks, std::uint64_t spent_ns);

/// Time that calibration and one block of the plan take, before anything was measured.
std::uint64_t shortest_run_ns(const Plan& plan);

}  // namespace crossfade::collector
