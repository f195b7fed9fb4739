// Scaling comparison table: two sides at the thread counts that both have.
#pragma once

#include "analysis/comparison.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// several: more than one candidate, so the title names it. Without rows if they share no thread count beyond
/// one.
Table scaling_comparison_table(const Comparison& comparison, const WorkloadComparison& workload,
                               bool several);

}  // namespace crossfade::analysis
