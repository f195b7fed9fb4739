// The reports of `verdict`: decision first, then what it rests on; and of its regression gate. Numbers come
// from analysis/verdict; here they are only arranged.
#pragma once

#include <optional>
#include <vector>

#include "analysis/table.h"
#include "analysis/verdict/regression_gate.h"
#include "analysis/verdict/verdict.h"

namespace crossfade::analysis {

/// One candidate type: a verdict for each of its CPU models, at least one. `comparisons`: of the same order.
/// `paid_back`: of moves_of(strata), where machines are committed.
Document verdict_document(const std::vector<Verdict>& strata, const std::vector<Comparison>& comparisons,
                          const Policy& policy, const CompareOptions& options,
                          const std::optional<CommitmentTable>& paid_back = {});

Document gate_document(const std::vector<Comparison>& comparisons,
                       const std::vector<std::vector<BoundResult>>& results, const Policy& policy,
                       const CompareOptions& options);

}  // namespace crossfade::analysis
