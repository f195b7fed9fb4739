#include "results/vocabulary/rule.h"

#include <algorithm>
#include <array>
#include <limits>

namespace crossfade::results {
namespace {

using enum RuleKind;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Thresholds are absolute, committed, and the same for every instance type. Only signals from outside the
// measured work (run queue, steal, gaps on a probe) may make a stage disturbed or void; what may be part of
// the result only annotates.
// clang-format off
constexpr auto table = std::to_array<Rule>({
    {"run-queue-wait", quality, 0.02, "1",
     "Workers were runnable but waited for a CPU", "a clean guest shows 0.1 %; above 2 % medians start to move",
     "stage is disturbed: shown, counted as experienced"},
    {"steal", quality, 0.01, "1",
     "The hypervisor took the workers' CPUs away", "a clean guest shows under 0.1 %; nested hosts under-report",
     "stage is disturbed: shown, counted as experienced"},
    {"gaps", quality, 0.02, "1",
     "A spinning probe beside the stage lost time", "a free vCPU loses under 0.5 %",
     "stage is disturbed: shown, counted as experienced"},
    {"run-queue-wait-void", quality, 0.25, "1",
     "Workers waited for a CPU for most of the stage", "a quarter of the time lost says nothing about this CPU",
     "stage is void: shown, never used"},
    {"steal-void", quality, 0.25, "1",
     "The hypervisor took a quarter of the workers' CPU time", "a quarter of the time lost says nothing about this CPU",
     "stage is void: shown, never used"},
    {"start-error", quality, 200'000.0, "ns",
     "Requests that had an idle worker started late (p99)", "hybrid waiting starts within 100 us when quiet",
     "annotation only: latencies include the late start"},
    {"unexplained-wait", quality, 0.20, "1",
     "Measured waits exceed what the arrivals and service times explain", "under 0.5 % on a clean host, +19 % and more on a disturbed one",
     "annotation only: may be part of the result"},
    {"not-settled", quality, none, "1",
     "The workload did not reach a steady state before timing", "change point of warm-up windows",
     "annotation only: early stages may be slow"},
});
// clang-format on

}  // namespace

std::span<const Rule> rules() {
  return table;
}

const Rule* find_rule(std::string_view id) {
  const auto* const found =
      std::find_if(table.begin(), table.end(), [id](const Rule& r) { return r.id == id; });
  return found == table.end() ? nullptr : found;
}

}  // namespace crossfade::results
