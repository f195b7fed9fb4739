// Described workload: what is known of a workload before any process of it was ready, from its plug-in's
// tables: all but the digest of its inputs.
#pragma once

#include <vector>

#include "collector/plan.h"
#include "collector/plugin_catalogue.h"
#include "results/recording.h"

namespace crossfade::collector {

results::Workload described_workload(const Plugin& plugin, const PlannedWorkload& planned);
std::vector<results::WorkloadClass> described_classes(const Plugin& plugin);

}  // namespace crossfade::collector
