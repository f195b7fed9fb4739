// What follows from the counters of one recording, as a table: by which formula, how well its counts are
// covered and who counted them. The figures themselves are each workload's (metric_table.h).
#pragma once

#include "analysis/table.h"
#include "results/recording.h"

namespace crossfade::analysis {

/// A row for each metric of which something was asked for; without rows where nothing was.
Table derived_counter_table(const results::Recording& recording);

}  // namespace crossfade::analysis
