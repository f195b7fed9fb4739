// SLO throughput on the grid: the highest measured offered rate at which at most 1 % of requests exceed their
// own class's objective. A stand-in until the SLO search exists: the true rate lies between this rate and the
// next measured one, and everything here carries that step. docs/methodology.md has the rule.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/process_run.h"
#include "analysis/sample.h"

namespace crossfade::analysis {

/// Requests at one rate; wrong, failed and shed ones exceed, and so does everything where the process fell
/// behind.
struct RateCount {
  double rate_per_s = 0, exceeding = 0, total = 0;
  bool saturated = false;
};

struct GridAnswer {
  std::optional<double> rate_per_s;  ///< absent = even the lowest rate fails
  double step = 1;                   ///< next measured rate / this rate; 1 = this is the last one: "at least"
  double exceedance = 0;             ///< at that rate, as fitted
  double requests = 0;               ///< at that rate
};

/// `counts` ascending in rate. Exceedance cannot fall with load, so it is first made non-decreasing by
/// isotonic regression; the answer is the highest rate whose fitted exceedance is at most 1 %.
GridAnswer grid_answer(std::span<const RateCount> counts);

/// Per rate, ascending; stages of several runs are added up. Empty if there is no open-loop stage; a reason
/// if objectives cannot be judged.
struct RunCounts {
  std::vector<RateCount> counts;
  std::string absent_because;
};
RunCounts rate_counts(std::span<const ProcessRun* const> runs);

struct SloGrid {
  Estimate estimate;              ///< rate per second, with the grid step in its interval
  Sample sample;                  ///< per process run, centred on the pooled rate: what a ratio is formed of
  double step = 1;                ///< largest step of its recordings; 1 = at least
  bool last_rate_passes = false;  ///< in a recording: above it only capacity bounds the true rate
  double compliant_share = 1;     ///< of requests at that rate
};
SloGrid slo_grid(const WorkloadRuns& workload);

}  // namespace crossfade::analysis
