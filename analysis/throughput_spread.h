// Throughput spread: the repetitions behind a side's capacity and SLO throughput, grouped by host, so that
// what differs between hosts is told from what differs between process runs. Estimates are those of
// describe(); here nothing is estimated but each host's own mean.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/estimate.h"
#include "analysis/sample.h"
#include "analysis/side.h"

namespace crossfade::analysis {

struct HostSpread {
  std::uint32_t host = 0;          ///< within the side, of hosts_of()
  std::vector<std::string> files;  ///< names of its recordings
  Estimate estimate;               ///< of this host alone
  std::vector<RunValue> values;    ///< as they were measured, by recording and block
};

struct ThroughputSpread {
  std::string side;
  std::string metric;   ///< id in results/vocabulary
  std::string context;  ///< "16 threads"
  Estimate estimate;    ///< of the side
  std::vector<HostSpread> hosts;
  std::string no_repetitions_because;  ///< why there are no hosts
};

/// Capacity of every side that has one, then SLO throughput, in the order of the sides. `described`: of each
/// side, by describe().
std::vector<ThroughputSpread> throughput_spreads(std::span<const Side> sides,
                                                 std::span<const std::vector<SideMetric>> described,
                                                 const std::string& workload);

}  // namespace crossfade::analysis
