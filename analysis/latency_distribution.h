// Latency distribution: the share of requests that took at most so long, from the intended arrival, at one
// offered load: of every repetition, and of all requests of a recording together, with a 95 % interval
// between repetitions at each latency (pointwise). As recorded: no smoothing, so nothing has mass where no
// request was. Of served requests: of a side that fell behind, the share is at most that, without an
// interval.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/side.h"

namespace crossfade::analysis {

/// One process run.
struct RepetitionDistribution {
  std::uint32_t host = 0, recording = 0, block = 0;  ///< within the side
  std::vector<double> shares;                        ///< at each latency
};

struct LatencyDistribution {
  std::string side;
  double offered_per_s = 0;
  bool saturated = false;  ///< a process fell behind
  std::vector<double> latencies_ns;
  std::vector<Estimate> shares;  ///< of requests that took at most that: 0 ... 1, never falling
  std::vector<RepetitionDistribution> repetitions;
};

/// A distribution per side that was measured at this load, in the order of the sides, at the given latencies,
/// ascending.
std::vector<LatencyDistribution> latency_distributions(const std::vector<Side>& sides,
                                                       const std::string& workload, double offered_per_s,
                                                       const std::vector<double>& latencies_ns);

/// What a chart of them all needs: from where hardly a request of any repetition is done to where nearly all
/// of each are. Evenly spaced as factors; empty if nobody measured this load.
std::vector<double> distribution_latencies(const std::vector<Side>& sides, const std::string& workload,
                                           double offered_per_s);

/// Those of 1, 1.5, 2, 3, 5 and 7 times the powers of ten that lie between the first and the last.
std::vector<double> round_latencies(const std::vector<double>& latencies_ns);

}  // namespace crossfade::analysis
