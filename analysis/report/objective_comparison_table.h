// Objective comparison table: SLO throughput of both sides and its ratio at multiples of the declared
// objectives.
#pragma once

#include "analysis/objective_comparison.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// Without rows where there is nothing to show. `several`: candidates.
Table objective_comparison_table(const Comparison& comparison, const WorkloadComparison& workload,
                                 const CompareOptions& options, bool several);

}  // namespace crossfade::analysis
