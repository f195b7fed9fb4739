// Busy neighbour: the times at which the calibration panel found somebody else at work on this host's cores,
// and which stages lie too near to one of them. The panel sees moments and a busy neighbour stays for
// seconds, so who was seen shortly before or after a stage was probably there within it too. Times are Unix
// nanoseconds; which CPU was read is not told apart, nor is a clock that was set between two stages noticed.
// docs/methodology.md has the evidence.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "results/recording.h"

namespace crossfade::results {

class BusyNeighbour {
 public:
  using Counts = std::function<bool(const Repetition&)>;
  /// Of the stages whose process `counts` says so of; of all without it.
  BusyNeighbour(const Recording& recording, double ceiling_loads_per_cycle, const Counts& counts = {});
  /// By the ceiling of the recording's microarchitecture; where the table has none, nobody was seen.
  static BusyNeighbour by_table(const Recording& recording, const Counts& counts);
  /// A stage without a start could lie near any of them.
  bool is_near(const Stage& stage) const;

 private:
  BusyNeighbour() = default;

  std::vector<std::int64_t> seen_at_ns_;  ///< ascending
  bool seen_at_unknown_time_ = false;
};

}  // namespace crossfade::results
