// Resumption: whether a recording can be gone on with: by this command, on this machine, with these plug-ins.
// What the command line says beside --resume is resumed_options.h.
#pragma once

#include <string>
#include <string_view>

#include "collector/host/host_facts.h"
#include "collector/options.h"
#include "collector/plan.h"
#include "collector/plugin_catalogue.h"
#include "results/recording.h"

namespace crossfade::collector {

/// As the user types it: "run", "calibrate".
std::string_view command_of(bool calibrate);

/// Another command would go on with it as well, and say of it what it is not.
results::Result<void> check_same_command(const results::Header& header, const RunOptions& options);

/// One of simulated instructions has no blocks that could follow.
results::Result<void> check_is_a_run(const results::Recording& recorded, const std::string& path);

/// A resumed recording goes on only on the machine it was begun on, with CPUs that are still there.
results::Result<void> check_same_host(const results::Recording& recorded, const Plan& plan,
                                      const HostFacts& facts, const std::string& path);

/// The plan in the recording. Errors: those of plan_from_json() and parse_workload(), and data (repetitions
/// that the plan does not have).
results::Result<Plan> recorded_plan(const results::Recording& recorded, const PluginCatalogue& catalogue);

}  // namespace crossfade::collector
