// Event set: metrics that must be counted at the same time because one formula takes them all. Where the
// counters are too few for everything at once, the sets say what must not be torn apart. Of metrics that two
// numbers make up derived_metric.h says so.
#pragma once

#include <string_view>
#include <vector>

namespace crossfade::results {

/// Ids of counter metrics.
using EventSet = std::vector<std::string_view>;

/// What top-down of that microarchitecture needs together, cycles and instructions included: level 1 first,
/// then level 1 with each part of level 2. A set that fits on fewer counters, with a formula that makes do
/// with it, stands behind the one that it replaces. Not those of PERF_METRICS, which need a leader of their
/// own. Empty if there are no formulas.
std::vector<EventSet> top_down_event_sets(std::string_view microarchitecture);

}  // namespace crossfade::results
