// SLO throughput of one workload of one side: the highest offered rate at which at most 1 % of requests
// exceed their own class's objective, solved in virtual time from the chunks of its recordings. Requests per
// second. Estimated, not measured at that rate; recordings without chunks have only the grid (slo_grid.h).
#pragma once

#include <string>
#include <string_view>

#include "analysis/estimate.h"
#include "analysis/process_run.h"
#include "analysis/sample.h"

namespace crossfade::analysis {

/// How many requests may miss their objective, of those offered.
inline constexpr double allowed_exceedance = 0.01;

struct SloRate {
  Estimate estimate;
  /// A value a block (SloBlock::ln_rate); their mean is the recording's rate. Empty
  /// where `estimate` does not support a ratio.
  Sample sample;
  /// The true rate lies between value / open_below and the value, beside what the interval of the values
  /// says: above 1 where capacity stands in its place. The estimate's interval has it.
  double open_below = 1;
  /// A lower rate whose own undisturbed stages surely missed the objective, in a sentence; empty = there is
  /// none. The value stands, but decides nothing.
  std::string contradicted_because = {};
  /// Certain of a recording: there is no value because no rate at all meets the objective.
  bool no_rate_meets_it = false;
};

/// True if the rate can be solved, or could be if its chunks were not void: the grid then has no say.
bool has_slo_chunks(const WorkloadRuns& workload);

/// Whether its SLO throughput is solved, if it has one at all: false where only a grid of rates was recorded.
bool is_solved(const WorkloadRuns& workload);

/// Said of a side without chunks where the other side has them: what is solved and what is read off the grid
/// are not compared with each other.
inline constexpr std::string_view no_chunks_on_this_side =
    "this side has no stage that an SLO throughput is solved from (an older recording, or --slo-time none), "
    "so both sides are read off the grid: record it again for a solved one";

/// Every objective is multiplied by `objective_factor`. A recording's rate is the root of all its blocks
/// together; recordings and hosts as in analysis/sample. An interval from 0 has no lower end: a ratio there
/// is none, nor an interval of several recordings of which one has none. Where the objective is met up to 99
/// % of capacity the value is that capacity, an upper end.
SloRate slo_rate(const WorkloadRuns& workload, double objective_factor = 1);

}  // namespace crossfade::analysis
