#include "analysis/spike_counts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace crossfade::analysis {
namespace {

using results::Recording;
using results::SpikeWindow;

/// The windows of each stage.
std::map<std::uint32_t, std::vector<const SpikeWindow*>> windows_by_stage(const Recording& recording) {
  std::map<std::uint32_t, std::vector<const SpikeWindow*>> by_stage;
  for (const SpikeWindow& window : recording.spike_windows) by_stage[window.stage].push_back(&window);
  return by_stage;
}

void count(SpikeRun& out, const std::vector<const SpikeWindow*>& windows) {
  const results::Spike& spike = *out.spike;
  const auto classes = classes_of(*out.run->recording, out.run->workload);
  out.classes.resize(classes.size());
  std::map<std::uint64_t, statistics::CountedWindow> after;  // by begin
  for (const SpikeWindow* window : windows) {
    if (window->begin_ns >= spike.end_ns) {
      statistics::CountedWindow& later = after[window->begin_ns];
      later.all += window->offered;
      later.good += window->in_slo;
    }
    if (window->begin_ns < spike.begin_ns || window->begin_ns >= spike.end_ns) continue;
    const auto* const row = &out.run->recording->classes[window->workload_class];
    const auto found = std::find(classes.begin(), classes.end(), row);
    if (found == classes.end()) continue;
    ClassCounts& counts = out.classes[static_cast<std::size_t>(found - classes.begin())];
    counts.offered += static_cast<double>(window->offered);
    counts.in_slo += static_cast<double>(window->in_slo);
    counts.shed += static_cast<double>(window->shed);
    counts.cheap += static_cast<double>(window->cheap);
  }
  for (const auto& [begin_ns, window] : after) out.after.push_back(window);
}

}  // namespace

std::vector<const results::WorkloadClass*> classes_of(const Recording& recording, std::uint32_t workload) {
  std::vector<const results::WorkloadClass*> classes;
  for (const results::WorkloadClass& each : recording.classes) {
    if (each.workload == workload) classes.push_back(&each);
  }
  return classes;
}

std::string spike_condition(const SpikeRun& run) {
  std::string text = fmt::format("policy {}, from {:g} % of capacity, {:g} s", run.view->stage->shedding,
                                 100 * run.spike->base_share,
                                 static_cast<double>(run.spike->end_ns - run.spike->begin_ns) * 1e-9);
  for (const results::WorkloadClass* each : classes_of(*run.run->recording, run.run->workload)) {
    text += fmt::format(", {} {:g} % of priority {} in {:g} ms", each->name, 100 * each->share,
                        each->priority, static_cast<double>(each->slo_p99_ns) * 1e-6);
  }
  return text;
}

std::vector<SpikeRun> spike_runs(const WorkloadRuns& workload) {
  std::vector<SpikeRun> runs;
  const Recording* recording = nullptr;
  std::map<std::uint32_t, std::vector<const SpikeWindow*>> windows;
  for (const ProcessRun& run : workload.runs) {
    if (run.recording != recording) windows = windows_by_stage(*(recording = run.recording));
    for (const StageView& view : run.stages) {
      if (view.stage->kind != results::StageKind::spike) continue;
      const auto stage = static_cast<std::uint32_t>(view.stage - recording->stages.data());
      const auto spike = std::find_if(recording->spikes.begin(), recording->spikes.end(),
                                      [stage](const results::Spike& s) { return s.stage == stage; });
      if (spike == recording->spikes.end()) continue;
      SpikeRun counted{.run = &run, .view = &view, .spike = &*spike, .classes = {}, .after = {}};
      count(counted, windows[stage]);
      runs.push_back(std::move(counted));
    }
  }
  return runs;
}

}  // namespace crossfade::analysis
