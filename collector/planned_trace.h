// Planned trace: the file of arrivals that a plan names, and whether it still holds what it held when the
// plan was made. The measuring processes read it again by themselves.
#pragma once

#include <string>

#include "collector/plan.h"

namespace crossfade::collector {

/// Reads it and sets path (absolute) and digest. Errors: those of collector/protocol/arrival_trace.h.
results::Result<void> plan_arrival_trace(const std::string& path, Plan& plan);

/// For a plan that is gone on with; nothing is read if it has no trace. Errors as above, and data (other
/// arrivals than then).
results::Result<void> check_planned_trace(const Plan& plan);

}  // namespace crossfade::collector
