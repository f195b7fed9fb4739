// How load was offered: another arrival process, another scheduling class or other spikes are other
// questions. What a side has not measured at all is no difference.
#include <algorithm>

#include "analysis/difference_rules.h"
#include "analysis/distinct_values.h"
#include "analysis/process_run.h"
#include "analysis/spike_counts.h"
#include "analysis/workload_name.h"
#include "results/enum_names.h"

namespace crossfade::analysis {
namespace {

using results::Recording;
using results::Stage;

/// A value of every stage of the workload that is wanted.
template <class Wanted, class Text>
Values of_stages(const Side& side, const std::string& workload, Wanted wanted, Text text) {
  Values values;
  for (const RecordingPointer& r : side.recordings) {
    const auto named = workloads_named(side, r->recording, workload);
    for (const Stage& stage : r->recording.stages) {
      if (stage.repetition >= r->recording.repetitions.size() || !wanted(stage)) continue;
      const std::uint32_t of = r->recording.repetitions[stage.repetition].workload;
      if (std::find(named.begin(), named.end(), of) != named.end()) add(values, text(stage));
    }
  }
  std::sort(values.begin(), values.end());
  return values;
}

std::string arrivals_of(const Stage& stage) {
  std::string text(results::name_of(stage.arrival));
  if (!stage.arrival_profile.empty()) text += " " + stage.arrival_profile;
  return text;
}

Values spike_conditions(const Side& side, const std::string& workload) {
  Values conditions;
  const WorkloadRuns runs = process_runs(side, workload);
  for (const SpikeRun& run : spike_runs(runs)) add(conditions, spike_condition(run));
  std::sort(conditions.begin(), conditions.end());
  return conditions;
}

Values cheap_digests(const Side& side, const std::string& workload) {
  Values digests;
  for (const RecordingPointer& r : side.recordings) {
    const auto named = workloads_named(side, r->recording, workload);
    for (const results::Repetition& p : r->recording.repetitions) {
      if (!p.cheap_digest.empty() && std::find(named.begin(), named.end(), p.workload) != named.end())
        add(digests, p.cheap_digest);
    }
  }
  return digests;
}

bool both_and_not_the_same(const Values& a, const Values& b) {
  return !a.empty() && !b.empty() && a != b;
}

}  // namespace

void load_rules(const Side& base, const Side& candidate, const std::string& workload,
                std::vector<Difference>& out) {
  const auto add_row = [&](const char* rule, const char* subject, const Values& a, const Values& b,
                           Severity severity, Scope scope) {
    if (!both_and_not_the_same(a, b)) return;
    out.push_back(difference(rule, subject, workload, joined(a), joined(b), severity));
    out.back().scope = scope;
  };
  const auto is_load = [](const Stage& s) { return s.kind == results::StageKind::load; };
  const auto is_open = [](const Stage& s) { return results::is_open_loop(s.kind); };
  const auto scheduling = [](const Stage& s) { return std::string(results::name_of(s.scheduling)); };
  add_row("arrivals", "arrivals", of_stages(base, workload, is_load, arrivals_of),
          of_stages(candidate, workload, is_load, arrivals_of), Severity::blocking, Scope::load);
  add_row("scheduling", "scheduling of the workers", of_stages(base, workload, is_open, scheduling),
          of_stages(candidate, workload, is_open, scheduling), Severity::suspicious, Scope::load);
  add_row("spike-policy", "load spikes", spike_conditions(base, workload),
          spike_conditions(candidate, workload), Severity::blocking, Scope::spikes);
  add_row("answers", "golden answers of the cheaper level", cheap_digests(base, workload),
          cheap_digests(candidate, workload), Severity::blocking, Scope::everything);
}

}  // namespace crossfade::analysis
