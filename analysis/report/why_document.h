// The report of `why`: the factors of a ratio, what is missing, and what cycles went into.
#pragma once

#include <vector>

#include "analysis/table.h"
#include "analysis/why/decomposition.h"

namespace crossfade::analysis {

/// Of one comparison, a workload after the other; at least one.
Document why_document(const Comparison& comparison, const std::vector<Decomposition>& decompositions,
                      const CompareOptions& options);

}  // namespace crossfade::analysis
