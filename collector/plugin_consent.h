// Plug-in consent: whether plug-ins take the parameters and the files that a plan has for them. Ranges were
// checked before; what a text may say, what goes together and what kind of file it can work on only the
// plug-in knows, and it is asked before anything is written instead of in every process of the run.
#pragma once

#include "collector/plan.h"
#include "collector/plugin_catalogue.h"
#include "collector/plugin_need.h"

namespace crossfade::collector {

/// What a planned workload takes with the plan's workers, asked in a child process. Errors (unavailable): the
/// plug-in crashed or hung.
results::Result<NeedAnswer> need_of(const Plugin& plugin, const PlannedWorkload& planned, const Plan& plan);

/// Asks for workloads whose user gave them parameters or a file. Errors: usage (it refuses parameters), data
/// (it refuses the file), unavailable (it crashed or hung). Whether this machine can run the workload is not
/// asked.
results::Result<void> check_plugins_consent(const Plan& plan, const PluginCatalogue& catalogue);

}  // namespace crossfade::collector
