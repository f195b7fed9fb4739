// Noise outcome: what a noise floor comes to, in a few sentences at the end: by how much a host differs from
// itself and what a comparison on it can find. The figures are those of the tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/noise_floor.h"

namespace crossfade::analysis {

/// `name`: of the recording. Capacity and, where it is solved, SLO throughput of each workload.
std::string noise_outcome_text(std::string_view name, const std::vector<EstimandNoise>& floor);

}  // namespace crossfade::analysis
