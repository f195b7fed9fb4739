// Planned inputs: the files that a plan's workloads work on instead of generated inputs (run --input), and
// whether they still hold what they held when the plan was made. The measuring processes look again by
// themselves.
#pragma once

#include <string>
#include <vector>

#include "collector/plan.h"
#include "collector/plugin_catalogue.h"

namespace crossfade::collector {

/// "NAME=FILE" each: of every planned workload with that plug-in, whatever its preset. Sets path (absolute)
/// and digest. Errors: usage (no such form, not planned, named twice, it takes no file), io.
results::Result<void> plan_inputs(const std::vector<std::string>& texts, const PluginCatalogue& catalogue,
                                  Plan& plan);

/// For a plan that is gone on with, but for those of the workloads that `moved` ("NAME=FILE" each) names
/// files for anew. Errors: io (it is not there), data (it holds something else than then).
results::Result<void> check_planned_inputs(const Plan& plan, const std::vector<std::string>& moved = {});

/// Each once, as --input takes them.
std::vector<std::string> input_texts(const Plan& plan);

}  // namespace crossfade::collector
