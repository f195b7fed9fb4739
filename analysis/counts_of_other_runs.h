// Counts of other runs: what other process runs of a recording counted in closed loops like these (the same
// workload, as many workers), for each cycle. A process run counts one pass of the counters; where a formula
// takes more than fits on them, a share that is a property of the stage, as how much of the time the core's
// other hyperthread ran, is had from there. Nothing that is different from run to run comes out of that: it
// is in the interval only as far as the counts of the run itself are.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "analysis/process_run.h"

namespace crossfade::analysis {

class CountsOfOtherRuns {
 public:
  /// Of one of the metrics that taken_from_other_runs() has; nullopt where no such stage counted it.
  std::optional<double> per_cycle(const ProcessRun& run, const std::vector<const StageView*>& stages,
                                  std::string_view metric);

 private:
  struct Sum {
    double counted = 0, cycles = 0;
  };
  using Stages = std::tuple<std::uint32_t, std::uint32_t>;  ///< workload, workers
  using OfRecording = std::map<std::tuple<Stages, std::string>, Sum>;
  static OfRecording sums_of(const results::Recording& recording);
  std::map<const results::Recording*, OfRecording> recordings_;
};

}  // namespace crossfade::analysis
