// Workload choice: what a run measures that names no workload, and what it leaves out: profile quick takes
// the representatives, a budget that does not reach drops from the end of the suite's order. Pure.
#pragma once

#include <string>
#include <vector>

#include "collector/options.h"
#include "collector/plan.h"
#include "collector/plugin_catalogue.h"
#include "collector/profile.h"

namespace crossfade::collector {

/// Those of the catalogue that a run of everything measures under this profile, in the catalogue's order. A
/// plug-in from a folder that the user named is always among them; where no representative is installed, all
/// are.
std::vector<const Plugin*> chosen_plugins(const RunOptions& options, const Profile& profile,
                                          const PluginCatalogue& catalogue);

/// Drops workloads of a plan with a budget until `useful_blocks` blocks of the rest are expected to fit; no
/// representative, and none where the user named them.
void drop_what_does_not_fit(const RunOptions& options, const PluginCatalogue& catalogue, Plan& plan);

/// What a run of everything leaves out, one line each and how to have it all the same; empty where workloads
/// were named or nothing is left out.
std::vector<std::string> left_out_workloads(const RunOptions& options, const PluginCatalogue& catalogue,
                                            const Plan& plan);

}  // namespace crossfade::collector
