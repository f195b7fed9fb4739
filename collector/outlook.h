// Outlook: what a further process of a workload will take and how much processes will differ, from the
// calibration or, before that, from what is usual. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

/// What the calibration says of one workload.
struct Outlook {
  double deviation = 0;               ///< between process runs, of ln SLO throughput
  std::uint64_t process_ns = 0;       ///< one process with all its stages
  std::uint64_t chunk_ns = 0;         ///< of that, for the SLO throughput; 0 = too slow for it
  std::uint64_t wanted_chunk_ns = 0;  ///< the same without the profile's limit
  double kept_s = 0;                  ///< requests for the SLO throughput, of one process; 0 = not known
  std::uint32_t solved = 0;           ///< processes of the calibration whose chunks have an SLO throughput
  std::uint32_t unsolved = 0;         ///< and those whose requests meet the objective at no rate

  /// Some have a rate and some have none: the deviation of those that have one says nothing of how much the
  /// workload's processes differ, which is at the edge of its objective.
  bool deviation_is_known() const { return solved == 0 || unsolved == 0; }
};

/// From the calibration's chunks, each solved alone. Few of them say little of a variance, so it is moderated
/// (Smyth, Stat. Appl. Genet. Mol. Biol. 3, 2004) by 4 degrees of freedom at 4 %, about what chunks of a
/// quiet guest show.
std::vector<Outlook> outlooks(const Plan& plan, const results::Recording& recorded);

/// One process of a measurement, by what was calibrated.
std::uint64_t calibrated_process_ns(const Plan& plan, const results::Recording& recorded,
                                    std::uint32_t workload);

/// Before anything was measured.
std::vector<Outlook> assumed_outlooks(const Plan& plan);

/// Calibration and that many blocks of everything, before anything was measured.
std::uint64_t assumed_run_ns(const Plan& plan, std::uint32_t blocks);

}  // namespace crossfade::collector
