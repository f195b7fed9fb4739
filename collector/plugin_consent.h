// Plug-in consent: whether plug-ins take the parameters that a plan has for them. Ranges were checked before;
// what a text may say, and what goes together, only the plug-in knows, and it is asked before anything is
// written instead of in every process of the run.
#pragma once

#include "collector/plan.h"
#include "collector/plugin_catalogue.h"

namespace crossfade::collector {

/// Asks for workloads whose user gave them parameters. Errors: usage (it refuses them), unavailable (it
/// crashed or hung). Whether this machine can run the workload is not asked.
results::Result<void> check_plugins_consent(const Plan& plan, const PluginCatalogue& catalogue);

}  // namespace crossfade::collector
