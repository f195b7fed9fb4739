// BaselineRates: the offered rates at which another recording measured the same workloads, so that two hosts
// share their rates whatever their capacities are. Pure; reads what was read.
#pragma once

#include <string>
#include <vector>

#include "collector/plan.h"
#include "collector/plugin_catalogue.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Sets PlannedWorkload::baseline_rates_per_s (ascending) of every workload that `baseline` measured with the
/// same preset and parameters under open load. Returns the names of the others: they keep the grid.
std::vector<std::string> take_baseline_rates(Plan& plan, const results::Recording& baseline,
                                             const PluginCatalogue& catalogue);

}  // namespace crossfade::collector
