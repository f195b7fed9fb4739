// Undisturbed texts: how much of the time was disturbed, why there are no undisturbed values, and where they
// would decide otherwise.
#pragma once

#include <string>
#include <vector>

#include "analysis/comparison.h"

namespace crossfade::analysis {

/// "12 % of the time was disturbed" or "disturbed time unknown: ...".
std::string disturbance_text(const Disturbance& disturbance);

/// "12 %", "unknown".
std::string disturbed_time_text(const Disturbance& disturbance);

/// The sentences under a workload's table.
std::vector<std::string> undisturbed_notes(const Comparison& comparison, const WorkloadComparison& workload);

}  // namespace crossfade::analysis
