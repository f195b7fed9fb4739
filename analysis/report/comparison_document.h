// The report of `compare`: who is compared, what differs, one table per workload, cost. Numbers come from
// analysis; here they are only arranged.
#pragma once

#include <vector>

#include "analysis/comparison.h"
#include "analysis/cost.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// One baseline against every candidate; at least one comparison, all with the same baseline. Its last lines
/// say what was found, one a candidate.
Document comparison_document(const std::vector<Comparison>& comparisons, const CompareOptions& options,
                             const CostTable& cost);

/// The report of `cost` alone.
Document cost_document(const std::vector<Comparison>& comparisons, const CompareOptions& options,
                       const CostTable& cost);

}  // namespace crossfade::analysis
