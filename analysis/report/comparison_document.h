// The report of `compare`: who is compared, what differs, one table per workload, cost. Numbers come from
// analysis; here they are only arranged.
#pragma once

#include <vector>

#include "analysis/comparison.h"
#include "analysis/cost.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// One baseline against every candidate; at least one comparison, all with the same baseline. Its last lines
/// say what was found, one a candidate. `objectives`: also at multiples of the declared ones.
Document comparison_document(const std::vector<Comparison>& comparisons, const CompareOptions& options,
                             const CostTable& cost, bool objectives = false);

/// The report of `cost` alone, with the answers to what else was asked.
Document cost_document(const std::vector<Comparison>& comparisons, const CompareOptions& options,
                       const CostTable& cost, const std::vector<Table>& answers);

}  // namespace crossfade::analysis
