// Spike table: what became of load spikes: a row for all requests of each factor and one for each class.
#pragma once

#include <vector>

#include "analysis/comparison.h"
#include "analysis/spike.h"
#include "analysis/table.h"

namespace crossfade::analysis {

Table spike_table(const SpikeStudy& study);

/// Two sides side by side, for every workload both measured spikes of under one condition: no ratios. Nothing
/// if there is no such workload.
std::vector<Table> spike_comparison(const Comparison& comparison);

}  // namespace crossfade::analysis
