// Objective table: SLO throughput of one workload at multiples of its objectives.
#pragma once

#include <string>

#include "analysis/side.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// Without rows if there is none to show: no chunks to solve it from, or no rate meets any of the objectives.
Table objective_table(const Side& side, const std::string& workload);

}  // namespace crossfade::analysis
