#include "results/vocabulary/derived_metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossfade::results {
namespace {

// Rows of one metric stand together.
constexpr auto table = std::to_array<DerivedMetric>({
    {"instructions_per_request", "instructions", "", ""},
    {"cycles_per_request", "cycles", "", ""},
    {"cycles_per_request", "aperf_cycles", "", ""},
    {"ipc", "instructions", "", "cycles"},
    {"context_switches_per_request", "context_switches", "", ""},
    {"counted_clock", "cycles", "", "task_clock", 1e9, true, false},
    // The same as APERF / MPERF times the TSC's rate (turbostat's Bzy_MHz) while the thread's core never
    // halts; it needs no rate of the TSC.
    {"counted_clock", "aperf_cycles", "", "task_clock", 1e9, true, false},
    {"branch_misses_per_ki", "branch_misses", "", "instructions", 1000},
    {"l1d_misses_per_ki", "l1d_misses", "", "instructions", 1000},
    {"l1i_misses_per_ki", "l1i_misses", "", "instructions", 1000},
    {"l2_misses_per_ki", "l2_misses", "", "instructions", 1000},
    {"dram_fills_per_ki", "dram_fills", "", "instructions", 1000},
    {"dram_fills_per_request", "dram_fills", "", ""},
    {"dtlb_walks_per_ki", "dtlb_walks", "", "instructions", 1000},
    {"dtlb_walks_per_ki", "dtlb_load_walks", "dtlb_store_walks", "instructions", 1000},
    {"itlb_walks_per_ki", "itlb_walks", "", "instructions", 1000},
    {"machine_clears_per_ki", "machine_clears", "", "instructions", 1000},
    {"overlap_share", "overlap_seen", "", "overlap_looked"},
});

}  // namespace

std::span<const DerivedMetric> derived_metrics() {
  return table;
}

std::span<const DerivedMetric> ways_to_derive(std::string_view metric) {
  const auto is_of_it = [metric](const DerivedMetric& row) { return row.metric == metric; };
  const auto* const first = std::find_if(table.begin(), table.end(), is_of_it);
  const auto* const last = std::find_if_not(first, table.end(), is_of_it);
  return {first, last};
}

std::vector<std::string_view> inputs_of(const DerivedMetric& derived) {
  std::vector<std::string_view> inputs{derived.above};
  for (const std::string_view more : {derived.plus, derived.below}) {
    if (!more.empty()) inputs.push_back(more);
  }
  return inputs;
}

std::string formula_of(const DerivedMetric& derived) {
  const std::string above = derived.plus.empty() ? std::string(derived.above)
                                                 : fmt::format("({} + {})", derived.above, derived.plus);
  const std::string times = derived.factor == 1 ? std::string() : fmt::format("{:g} × ", derived.factor);
  return fmt::format("{}{} / {}", times, above, derived.below.empty() ? "requests" : derived.below);
}

}  // namespace crossfade::results
