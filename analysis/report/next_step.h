// Next step: what would decide what a comparison leaves open, in a few words. Advice on measuring, not on
// instances.
#pragma once

#include <string>

#include "analysis/comparison.h"

namespace crossfade::analysis {

/// "record the baseline again, so that ..." where a side could have been solved and is read off the grid,
/// then "record two more hosts a side: ...". Empty where capacity and SLO throughput are resolved, or where
/// what is missing says itself how it is had.
std::string next_step_text(const Comparison& comparison);

}  // namespace crossfade::analysis
