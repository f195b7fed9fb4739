// Instruction join: simulated instructions per request beside a recording that has none of its own: a last
// resort, and only for the very same work. Shown as tier "simulated"; part of no figure, comparison or
// verdict.
#pragma once

#include <string>
#include <vector>

#include "analysis/replayed_instructions.h"
#include "results/recording.h"

namespace crossfade::analysis {

struct JoinedInstructions {
  std::uint32_t workload = 0;          ///< index in the measured recording
  ReplayedInstructions replayed = {};  ///< of the simulated one; means something if nothing is refused
  std::string refused_because;         ///< empty = joined
};

/// Of every workload of `measured` that has no instructions counted by hardware. Refused unless name,
/// version, parameters, digest of the inputs, instruction-set cap, the libraries with their code paths and,
/// where both know it, the build of the plug-in are the same.
std::vector<JoinedInstructions> join_instructions(const results::Recording& measured,
                                                  const results::Recording& simulated);

}  // namespace crossfade::analysis
