// TimeTicks: round times of a run for an axis, and how they are written: "12.5 s" up to two minutes, "3:20"
// and "1:02:30" beyond. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/timeline/time_window.h"

namespace crossfade::analysis {

struct TimeTicks {
  std::vector<std::int64_t> at_ns;  ///< ascending, within the window
  std::int64_t step_ns = 0;
};

/// At most so many; none of an empty window.
TimeTicks time_ticks(const TimeWindow& window, std::size_t most);

/// With as many digits as tell times apart that lie `step_ns` apart.
std::string time_text(std::int64_t time_ns, std::int64_t step_ns);
/// "3.2 s to 4.05 s": both ends with digits that suit the length.
std::string window_text(const TimeWindow& window);

}  // namespace crossfade::analysis
