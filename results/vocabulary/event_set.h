// Event set: metrics that must be counted at the same time because one formula takes them all. Where the
// counters are too few for everything at once, the sets say what must not be torn apart. Of metrics that two
// numbers make up derived_metric.h says so.
#pragma once

#include <string_view>
#include <vector>

namespace crossfade::results {

/// Ids of counter metrics.
using EventSet = std::vector<std::string_view>;

/// What top-down of a microarchitecture needs; every set has cycles and instructions.
struct TopDownSets {
  /// Ways to level 1, the better first: those of PERF_METRICS, where the machine has it, and of the others
  /// the one that takes most counters. Of a way the first set is counted together; what its formula takes
  /// besides stands in the others, which other process runs may count (analysis/top_down_method.h).
  std::vector<std::vector<EventSet>> level_1;
  /// Level 1 with each part of level 2 beside it: the best, where there are counters enough.
  std::vector<EventSet> beside_level_1;
  /// Parts of level 2 by themselves, for where they do not fit beside level 1.
  std::vector<EventSet> parts;
  bool approximate = false;  ///< nobody has published formulas: a hint
};

/// Empty if there are no formulas.
TopDownSets top_down_event_sets(std::string_view microarchitecture);

}  // namespace crossfade::results
