// RunClock: from the times that a recording holds to those of its run: nanoseconds from the start of its
// first stage. What a file may claim beyond some 146 years counts as that, so that no sum of them overflows.
#pragma once

#include <cstdint>

#include "analysis/timeline/time_window.h"
#include "results/recording.h"

namespace crossfade::analysis {

class RunClock {
 public:
  explicit RunClock(const results::Recording& recording);

  std::int64_t start_of(const results::Stage& stage) const;
  TimeWindow window_of(const results::Stage& stage) const;
  /// `after_ns` after the start of the stage.
  std::int64_t within(const results::Stage& stage, std::uint64_t after_ns) const;
  /// The end of the last stage; 0 if there is none.
  std::int64_t length_ns() const { return length_ns_; }

 private:
  std::int64_t first_unix_ns_ = 0, length_ns_ = 0;
};

}  // namespace crossfade::analysis
