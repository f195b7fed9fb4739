// Top-down method: one way to compute top-down, as a row: for which CPUs, from which events, how. Sources:
// Linux 6.12 tools/perf/pmu-events (skylakex, icelakex, sapphirerapids, amdzen4, amdzen5); Intel PerfSpect's
// formulas for guests, which have no PERF_METRICS; for Zen 2 and Zen 3 nobody has published any, so theirs
// approximate.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "analysis/top_down.h"

namespace crossfade::analysis {

struct TopDownMethod {
  std::string_view name;
  std::vector<std::string_view> microarchitectures;
  std::vector<std::string_view> level_1;  ///< metric ids that must be counted
  std::vector<std::string_view> level_2;  ///< metric ids that pairs of level 2 need; each may be missing
  std::string_view formula;               ///< of level 1, in these ids; S = slots
  std::string_view level_2_formula;       ///< of one of each pair, the other is the rest; empty = none
  bool approximate = false;
  /// `counts` has every metric of level_1. Fractions are not finite where there are no slots.
  std::vector<TopDownShare> (*shares)(const Counts& counts) = nullptr;
};

/// Of one microarchitecture: the better first.
std::span<const TopDownMethod> top_down_methods();

}  // namespace crossfade::analysis
