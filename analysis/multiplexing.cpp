#include "analysis/multiplexing.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace crossfade::analysis {
namespace {

struct Times {
  std::uint64_t enabled_ns = 0, running_ns = 0;
};

void add_times(const ProcessRun& run, const std::vector<std::string_view>& metrics,
               std::map<std::uint32_t, Times>& of_counter) {
  for (const StageView& view : run.stages) {
    if (view.stage->kind != results::StageKind::capacity) continue;
    for (const results::CounterReading* reading : view.readings) {
      const std::string& metric = run.recording->counters[reading->counter].metric;
      if (!reading->total || std::find(metrics.begin(), metrics.end(), metric) == metrics.end()) continue;
      of_counter[reading->counter].enabled_ns += reading->enabled_ns;
      of_counter[reading->counter].running_ns += reading->running_ns;
    }
  }
}

}  // namespace

bool is_multiplexed(const results::Recording& recording) {
  return std::any_of(recording.environment.begin(), recording.environment.end(), [](const auto& fact) {
    return fact.key == "pmu.multiplexing" && fact.absent_because.empty();
  });
}

double scaled_total(std::uint64_t total, std::uint64_t enabled_ns, std::uint64_t running_ns) {
  const auto counted = static_cast<double>(total);
  constexpr double any_turn_ns = 1e6;  // of no effect on what is exact
  if (running_ns == 0 || coverage_of(enabled_ns, running_ns, any_turn_ns) == Coverage::exact) return counted;
  return counted * static_cast<double>(enabled_ns) / static_cast<double>(running_ns);
}

std::optional<Coverage> coverage_of_estimates(const WorkloadRuns& side,
                                              const std::vector<std::string_view>& metrics) {
  std::optional<Coverage> worst;
  for (const ProcessRun& run : side.runs) {
    if (!is_multiplexed(*run.recording)) continue;
    std::map<std::uint32_t, Times> of_counter;
    add_times(run, metrics, of_counter);
    for (const auto& [counter, times] : of_counter) {
      const Coverage grade = coverage_of(times.enabled_ns, times.running_ns, turn_ns_of(*run.recording));
      if (grade != Coverage::exact) worst = std::min(worst.value_or(grade), grade);
    }
  }
  return worst;
}

std::string estimated_text(Coverage coverage) {
  return fmt::format(
      "estimated: counters took turns (--multiplex) and counts are scaled up by the time that they were on; "
      "coverage {}",
      text_of(coverage));
}

}  // namespace crossfade::analysis
