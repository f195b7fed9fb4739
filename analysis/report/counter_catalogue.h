// The report of `show --counters` without a recording: what can be counted, what follows from it, how
// top-down is computed, and the code of every event on every CPU. docs/counters.md has the same tables.
#pragma once

#include "analysis/table.h"
#include "results/vocabulary/metric.h"

namespace crossfade::analysis {

Document counter_catalogue();

/// "higher", "lower", "neither".
std::string better_text(results::Direction direction);
/// "same definition".
std::string comparability_text(results::Comparability comparability);

}  // namespace crossfade::analysis
