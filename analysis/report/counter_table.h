// The counters of one recording as a table: what was asked for, which event of its CPU that is, in how many
// stages it counted, and why not.
#pragma once

#include "analysis/table.h"
#include "results/recording.h"

namespace crossfade::analysis {

Table counter_table(const results::Recording& recording);

}  // namespace crossfade::analysis
