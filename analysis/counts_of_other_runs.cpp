#include "analysis/counts_of_other_runs.h"

#include <algorithm>
#include <utility>

#include "analysis/top_down_method.h"

namespace crossfade::analysis {
namespace {

/// Closed loops alone: what waits for arrivals differs from rate to rate.
bool counts(const results::Recording& recording, const results::Stage& stage) {
  return stage.kind == results::StageKind::capacity && stage.outcome == results::StageOutcome::ok &&
         stage.quality != results::Quality::voided && stage.repetition < recording.repetitions.size() &&
         recording.repetitions[stage.repetition].outcome == results::RepetitionOutcome::ok;
}

std::optional<double> whole_count(const results::CounterReading& reading) {
  const bool is_whole =
      static_cast<double>(reading.running_ns) >= 0.99 * static_cast<double>(reading.enabled_ns);
  if (reading.state != results::CounterState::counted || !reading.total || !is_whole) return std::nullopt;
  return static_cast<double>(*reading.total);
}

}  // namespace

CountsOfOtherRuns::OfRecording CountsOfOtherRuns::sums_of(const results::Recording& recording) {
  const auto wanted = taken_from_other_runs(recording.header.microarchitecture);
  std::map<std::uint32_t, std::map<std::string_view, double>> by_stage;
  for (const results::CounterReading& reading : recording.readings) {
    if (reading.stage >= recording.stages.size() || reading.counter >= recording.counters.size()) continue;
    const std::string_view metric = recording.counters[reading.counter].metric;
    const bool is_wanted = std::find(wanted.begin(), wanted.end(), metric) != wanted.end();
    if (!is_wanted && metric != "cycles") continue;
    if (const auto count = whole_count(reading)) by_stage[reading.stage][metric] = *count;
  }
  OfRecording sums;
  for (const auto& [index, counted] : by_stage) {
    const results::Stage& stage = recording.stages[index];
    const auto cycles = counted.find("cycles");
    if (!counts(recording, stage) || cycles == counted.end()) continue;
    const Stages stages{recording.repetitions[stage.repetition].workload, stage.workers};
    for (const auto& [metric, count] : counted) {
      if (metric == "cycles") continue;
      Sum& sum = sums[{stages, std::string(metric)}];
      sum.counted += count;
      sum.cycles += cycles->second;
    }
  }
  return sums;
}

std::optional<double> CountsOfOtherRuns::per_cycle(const ProcessRun& run,
                                                   const std::vector<const StageView*>& stages,
                                                   std::string_view metric) {
  if (stages.empty() || stages.front()->stage->kind != results::StageKind::capacity) return std::nullopt;
  const auto [found, is_new] = recordings_.try_emplace(run.recording);
  if (is_new) found->second = sums_of(*run.recording);
  const auto sum = found->second.find({{run.workload, stages.front()->stage->workers}, std::string(metric)});
  if (sum == found->second.end() || !(sum->second.cycles > 0)) return std::nullopt;
  return sum->second.counted / sum->second.cycles;
}

}  // namespace crossfade::analysis
