#include "analysis/timeline/timeline_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/workload_name.h"
#include "results/enum_names.h"

namespace crossfade::analysis {
namespace {

std::string title_of(const results::Stage& stage) {
  std::string title(results::name_of(stage.kind));
  if (std::isfinite(stage.offered_per_s)) title += fmt::format(" at {:.6g}/s", stage.offered_per_s);
  return fmt::format("{}, {} {}", title, stage.workers, stage.workers == 1 ? "thread" : "threads");
}

template <class T>
bool starts_before(const T& a, const T& b) {
  return a.window.begin_ns < b.window.begin_ns;
}

}  // namespace

std::vector<TimelineStage> timeline_stages(const results::Recording& r, const RunClock& clock) {
  std::vector<TimelineStage> stages;
  stages.reserve(r.stages.size());
  for (std::uint32_t i = 0; i < r.stages.size(); ++i) {
    const results::Stage& stage = r.stages[i];
    const std::uint32_t workload = r.repetitions[stage.repetition].workload;
    stages.push_back({clock.window_of(stage), i, stage.repetition, stage.kind, stage.quality,
                      workload_name(r.workloads[workload]), title_of(stage), stage.quality_reasons});
  }
  std::stable_sort(stages.begin(), stages.end(), starts_before<TimelineStage>);
  return stages;
}

std::vector<TimelineProcess> timeline_processes(const results::Recording& r,
                                                const std::vector<TimelineStage>& stages) {
  std::map<std::uint32_t, TimelineProcess> by_row;
  for (const TimelineStage& stage : stages) {
    const results::Repetition& repetition = r.repetitions[stage.process];
    const auto [at, is_new] = by_row.try_emplace(stage.process);
    TimelineProcess& process = at->second;
    if (is_new) {
      process = {stage.window, stage.process, repetition.block, stage.workload,
                 std::string(results::name_of(repetition.purpose))};
    }
    process.window.end_ns = std::max(process.window.end_ns, stage.window.end_ns);
  }
  std::vector<TimelineProcess> processes;
  processes.reserve(by_row.size());
  for (auto& [row, process] : by_row) processes.push_back(std::move(process));
  std::stable_sort(processes.begin(), processes.end(), starts_before<TimelineProcess>);
  return processes;
}

}  // namespace crossfade::analysis
