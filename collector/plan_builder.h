// PlanBuilder: options, this machine's topology and its plug-ins, made into a Plan; or why they do not fit
// together. Pure.
#pragma once

#include "collector/host/topology.h"
#include "collector/options.h"
#include "collector/plan.h"
#include "collector/plugin_catalogue.h"

namespace crossfade::collector {

/// Errors: usage (unknown workload, preset or parameter: the nearest name is offered; more threads than
/// CPUs), unavailable (a plug-in that cannot be loaded, no plug-ins at all).
results::Result<Plan> build_plan(const RunOptions& options, const Topology& topology,
                                 const PluginCatalogue& catalogue);

/// One line for each control that nobody named and for a control that stands alone; for people.
std::vector<std::string> control_notes(const RunOptions& options, const PluginCatalogue& catalogue,
                                       const Plan& plan);

/// Of a budget that holds so few blocks that a run without one says more: what that takes; empty: it holds
/// enough.
std::string better_without_budget(const RunOptions& options, const Topology& topology,
                                  const PluginCatalogue& catalogue, const Plan& plan);

/// "NAME[@PRESET][:key=value,...]" against the catalogue.
results::Result<PlannedWorkload> parse_workload(const std::string& text, const PluginCatalogue& catalogue);

/// What a process will have for the plug-in's parameters, in its order: defaults, then the preset's, then the
/// planned ones.
std::vector<std::string> effective_values(const Plugin& plugin, const PlannedWorkload& planned);
/// The same as "key=value key=value".
std::string effective_parameters(const Plugin& plugin, const PlannedWorkload& planned);

}  // namespace crossfade::collector
