// Percentile table: latency by percentile at one offered load, percentiles down, sides across.
#pragma once

#include <span>
#include <string>

#include "analysis/percentile_curve.h"
#include "analysis/table.h"

namespace crossfade::analysis {

Table percentile_table(const std::string& workload, std::span<const PercentileCurve> curves);

/// "99.9 %", without digits that say nothing.
std::string percentile_text(double p);

}  // namespace crossfade::analysis
