// The report of `plan`: hosts and recordings a side for a wanted precision.
#pragma once

#include <vector>

#include "analysis/precision_plan.h"
#include "analysis/table.h"

namespace crossfade::analysis {

Document precision_document(const Comparison& comparison, const std::vector<PrecisionRow>& rows,
                            double half_width);

}  // namespace crossfade::analysis
