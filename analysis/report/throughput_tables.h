// Throughput tables: capacity and SLO throughput by side and host, and every repetition behind them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/table.h"
#include "analysis/throughput_spread.h"

namespace crossfade::analysis {

/// The throughputs with their hosts; and the repetitions, if there are any.
std::vector<Table> throughput_tables(const std::string& workload, std::span<const ThroughputSpread> spreads);

/// "capacity, 16 threads".
std::string throughput_title(const ThroughputSpread& spread);

/// "host 2 (a.h5, b.h5)".
std::string host_title(const HostSpread& host);

}  // namespace crossfade::analysis
