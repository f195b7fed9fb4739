// The counters of one recording as a table: what was asked for, which event of its CPU that is, in how many
// stages it counted, and why not; and what was found out besides: how many counters count at once, and the
// clock. What follows from the counts is derived_counter_table.h's.
#pragma once

#include <cstddef>
#include <string>

#include "analysis/table.h"
#include "results/recording.h"

namespace crossfade::analysis {

/// Why a counter has no count in any stage; empty if it has one, or if no process has opened its pass.
std::string why_absent(const results::Recording& recording, std::size_t counter);

Table counter_table(const results::Recording& recording);

}  // namespace crossfade::analysis
