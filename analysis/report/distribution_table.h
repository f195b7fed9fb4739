// Distribution table: the share of requests done within round latencies, latencies down, sides across.
#pragma once

#include <span>
#include <string>

#include "analysis/latency_distribution.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// As percent_text(), and what is not all is not rounded to it: "99.87 %".
std::string part_text(double share);

/// All of the same latencies.
Table distribution_table(const std::string& workload, std::span<const LatencyDistribution> distributions);

}  // namespace crossfade::analysis
