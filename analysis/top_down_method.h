// Top-down method: one way to compute top-down, as a row: for which CPUs, from which events, how. Sources:
// Linux 6.12 tools/perf/pmu-events (skylakex, icelakex, sapphirerapids, amdzen4, amdzen5); Intel PerfSpect's
// formulas for guests, which have no PERF_METRICS; for Zen 2 and Zen 3 nobody has published any, so theirs
// approximate. Heavy operations of Skylake-SP and Ice Lake-SP: tma_heavy_operations of skx-metrics.json and
// icx-metrics.json, the latter the sum of tma_microcode_sequencer and tma_few_uops_instructions.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "analysis/top_down.h"

namespace crossfade::analysis {

/// A thread whose core has another at work has not all of the core's slots: a formula that does not see what
/// the other took is wrong there, and one that puts it into the rest is wrong where there is no other.
enum class HoldsFor { all_siblings, idle_siblings, working_siblings };

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
  /// Of shares that the formula divides by their own sum: what that sum is of the slots. It has to be near 1.
  double (*whole)(const Counts& counts) = nullptr;
  HoldsFor holds = HoldsFor::all_siblings;
  /// Of level_1: what other process runs may have counted, where the counters are too few for all of it at
  /// once (counts_of_other_runs.h).
  std::vector<std::string_view> from_other_runs = {};
};

/// Of one microarchitecture: the better first.
std::span<const TopDownMethod> top_down_methods();

/// What any method of that microarchitecture may take from other process runs.
std::vector<std::string_view> taken_from_other_runs(std::string_view microarchitecture);

}  // namespace crossfade::analysis
