// Scaling tables: throughput and efficiency by thread count, and the law with its bounds or the reason why
// there is none. A prediction has a column of its own and never stands among what was measured.
#pragma once

#include <vector>

#include "analysis/scaling.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// The points, and the law if something was fitted.
std::vector<Table> scaling_tables(const ScalingCurve& curve);

}  // namespace crossfade::analysis
