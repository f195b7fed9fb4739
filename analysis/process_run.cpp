#include "analysis/process_run.h"

#include <algorithm>
#include <cmath>

namespace crossfade::analysis {
namespace {

using results::Recording;
using results::RepetitionPurpose;

/// A file may hold any number for a rate: an open-loop stage at none is no stage at all.
bool has_its_rate(const results::Stage& stage) {
  return !results::is_open_loop(stage.kind) ||
         (stage.offered_per_s > 0 && std::isfinite(stage.offered_per_s));
}

bool counts(const results::Stage& stage) {
  return stage.quality != results::Quality::voided && stage.outcome != results::StageOutcome::failed;
}

/// Stages by repetition, with their distributions and readings.
std::vector<std::vector<StageView>> stages_by_repetition(const Recording& r) {
  std::vector<StageView> views(r.stages.size());
  for (std::size_t i = 0; i < r.stages.size(); ++i) views[i].stage = &r.stages[i];
  for (const results::Distribution& d : r.distributions) {
    if (d.stage < views.size()) views[d.stage].distributions.push_back(&d);
  }
  for (const results::Trace& t : r.traces) {
    if (t.stage < views.size()) views[t.stage].trace = &t;
  }
  for (const results::CounterReading& c : r.readings) {
    if (c.stage < views.size()) views[c.stage].readings.push_back(&c);
  }
  std::vector<std::vector<StageView>> out(r.repetitions.size());
  for (StageView& v : views) {
    if (v.stage->repetition < out.size()) out[v.stage->repetition].push_back(std::move(v));
  }
  return out;
}

WorkloadRuns& entry(std::vector<WorkloadRuns>& all, const std::string& name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const WorkloadRuns& w) { return w.name == name; });
  if (found != all.end()) return *found;
  all.push_back({});
  all.back().name = name;
  return all.back();
}

void add_recording(const Side& side, std::uint32_t recording_index, std::uint32_t host,
                   std::vector<WorkloadRuns>& all) {
  const Recording& r = side.recordings[recording_index]->recording;
  for (const results::Workload& w : r.workloads) entry(all, workload_name(side, w));
  auto stages = stages_by_repetition(r);
  for (std::size_t i = 0; i < r.repetitions.size(); ++i) {
    const results::Repetition& repetition = r.repetitions[i];
    if (repetition.workload >= r.workloads.size()) continue;
    if (repetition.purpose == RepetitionPurpose::calibration) continue;  // it made the plan, no estimate
    WorkloadRuns& target = entry(all, workload_name(side, r.workloads[repetition.workload]));
    if (repetition.outcome == results::RepetitionOutcome::running ||
        repetition.outcome == results::RepetitionOutcome::interrupted)
      continue;
    const bool measurement = repetition.purpose == RepetitionPurpose::measurement;
    if (repetition.outcome != results::RepetitionOutcome::ok) {
      target.failed_runs += measurement;
      continue;
    }
    ProcessRun run{&r, host, recording_index, repetition.workload, repetition.block, 0, {}, {}};
    if (!stages[i].empty()) run.start_unix_ns = stages[i].front().stage->start_unix_ns;
    for (StageView& v : stages[i]) {
      run.start_unix_ns = std::min(run.start_unix_ns, v.stage->start_unix_ns);
      if (!has_its_rate(*v.stage)) continue;
      v.out_of_turn = repetition.purpose == RepetitionPurpose::rerun;
      if (counts(*v.stage)) {
        run.stages.push_back(std::move(v));
      } else {
        target.void_stages += measurement;
        run.void_stages.push_back(std::move(v));
      }
    }
    auto& group = measurement                                      ? target.runs
                  : repetition.purpose == RepetitionPurpose::rerun ? target.reruns
                                                                   : target.verifications;
    group.push_back(std::move(run));
  }
}

}  // namespace

std::vector<WorkloadRuns> process_runs(const Side& side) {
  std::vector<WorkloadRuns> all;
  const std::vector<std::uint32_t> hosts = hosts_of(side);
  for (std::uint32_t i = 0; i < side.recordings.size(); ++i) add_recording(side, i, hosts[i], all);
  return all;
}

WorkloadRuns process_runs(const Side& side, std::string_view workload) {
  for (WorkloadRuns& w : process_runs(side)) {
    if (w.name == workload) return std::move(w);
  }
  WorkloadRuns none;
  none.name = workload;
  return none;
}

std::uint32_t most_workers(const WorkloadRuns& workload) {
  std::uint32_t most = 0;
  for (const ProcessRun& run : workload.runs) {
    for (const auto* stages : {&run.stages, &run.void_stages}) {
      for (const StageView& v : *stages) {
        if (v.stage->kind == results::StageKind::capacity) most = std::max(most, v.stage->workers);
      }
    }
  }
  return most;
}

}  // namespace crossfade::analysis
