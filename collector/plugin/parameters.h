// Parameters: the values a workload is prepared with: its defaults, changed by a preset, changed by what the
// user said; checked against the ranges before the plug-in sees them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "results/error.h"
#include "workloads/abi.h"

namespace crossfade::collector {

/// One value per cf_workload.parameters, in that order. Errors (usage): unknown preset or parameter (the
/// nearest names are offered), not "key=value", not a number, out of range. The preset "default" always
/// exists.
results::Result<std::vector<std::string>> resolve_parameters(const cf_workload& workload,
                                                             const std::string& preset,
                                                             std::span<const std::string> overrides);

/// "key=value key=value", as recorded.
std::string parameters_text(const cf_workload& workload, std::span<const std::string> values);

}  // namespace crossfade::collector
