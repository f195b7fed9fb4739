// Coverage: how much of a stage a counter was on the hardware, as a grade. Counts are shown as they were
// read, never scaled up, and figures are formed of those alone that counted 99 % of the stage: the grade says
// what a raw count is worth.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "results/recording.h"

namespace crossfade::analysis {

enum class Coverage { none, poor, fair, good, exact };

/// How long the kernel of the recorded machine lets a group count before another has its turn (fact
/// pmu.mux_interval_ms); where the recording does not say, 10 ms, the longest of kernels that nobody has set.
double turn_ns_of(const results::Recording& recording);

/// Of a counter that took turns of so many ns: `good` from a quarter of the time and 500 turns on, `fair`
/// from 100 turns on; `exact` from 99.9 % of the time on. `none`: it was never on.
Coverage coverage_of(std::uint64_t enabled_ns, std::uint64_t running_ns, double turn_ns);

/// nullopt: its pass was another.
std::optional<Coverage> coverage_of(const results::CounterReading& reading, double turn_ns);

struct CoverageOfStages {
  std::uint32_t counted = 0, in_other_pass = 0, without = 0;  ///< stages
  /// Of those that counted it; `none` if it was open and none did; nullopt if it was open in none.
  std::optional<Coverage> worst;
};
/// Of one counter in all stages of a recording.
CoverageOfStages coverage_in(const results::Recording& recording, std::uint32_t counter);

std::string_view text_of(Coverage coverage);

}  // namespace crossfade::analysis
