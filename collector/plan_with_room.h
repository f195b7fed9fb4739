// Plan with room: the plan of a new run, less what this machine has no room for: memory, /dev/shm and
// capabilities against what the plug-ins say they take, asked before a run begins instead of in every process
// of it.
#pragma once

#include <string>
#include <vector>

#include "collector/host/topology.h"
#include "collector/options.h"
#include "collector/plan.h"
#include "collector/plugin_catalogue.h"
#include "results/error.h"

namespace crossfade::collector {

/// Where it is looked up how much there is.
struct RoomSources {
  std::string proc_root = "/proc", shm_dir = "/dev/shm";
};

struct NoRoom {
  std::string workload;  ///< name of the plug-in
  results::Error error;  ///< with the need and what there is
};

/// Asks every plug-in of the plan in a child process. What a plug-in cannot or will not say is no reason
/// against it: its own process will tell. Errors (unavailable): a plug-in crashed or hung.
results::Result<std::vector<NoRoom>> without_room(const Plan& plan, const PluginCatalogue& catalogue,
                                                  const RoomSources& sources = {});

/// What a new run would measure, and what of everything it would not.
struct Choice {
  Plan plan;
  std::vector<std::string> left_out;  ///< one line each, with the reason
};

/// Of build_plan(). A run of everything leaves out what has no room; where workloads were named, or none has
/// room, that is an error (unavailable).
results::Result<Choice> plan_with_room(const RunOptions& options, const Topology& topology,
                                       PluginCatalogue catalogue, const RoomSources& sources = {});

}  // namespace crossfade::collector
