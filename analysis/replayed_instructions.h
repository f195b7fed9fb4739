// Replayed instructions: what a recording of crossfade-collect instructions says: instructions per request in
// user mode, counted by simulation (callgrind). No measurement: it is in no side, comparison or verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/statistics/interval.h"
#include "results/recording.h"

namespace crossfade::analysis {

/// True if it holds counts of a simulator (or the reasons for their absence) and nothing that was measured
/// under load.
bool is_instruction_replay(const results::Recording& recording);

struct ReplayedInstructions {
  std::uint32_t workload = 0;             ///< index in the recording
  double per_request = results::missing;  ///< the means of its classes by their shares
  /// 95 %, of the mean over all requests of the workload, from the spread within the classes of those that
  /// were replayed. The count of each is exact. Missing with fewer than two requests of a class.
  std::optional<statistics::Interval> interval;
  double sample_mean = results::missing;  ///< of the requests that were replayed
  bool all_classes = true;  ///< false: none of some class was replayed, and per_request is the sample's mean
  double least = results::missing, most = results::missing;  ///< of one request
  std::uint64_t requests = 0;                                ///< replayed, each time
  std::uint32_t replays = 0;
  bool identical = false;                  ///< request by request in all replays
  double differ_by = results::missing;     ///< totals of the replays: (largest - smallest) / largest
  double least_cpu_ns = results::missing;  ///< CPU time of a request without the simulator, over the rounds
  double median_cpu_ns = results::missing;
  std::uint32_t rounds = 0;
  /// Instructions / (least CPU time x effective clock): an estimate, of user mode over user and system time.
  double estimated_ipc = results::missing;
  std::string absent_because;  ///< not counted, or not transferable to this CPU; empty = per_request is there
};

/// One of every workload.
std::vector<ReplayedInstructions> replayed_instructions(const results::Recording& recording);

/// "two replays identical", "NOT EXACT: two replays differ by 0.01 %", "one replay: not checked".
std::string replays_text(const ReplayedInstructions& replayed);

}  // namespace crossfade::analysis
