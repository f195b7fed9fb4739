#include "analysis/cpu_speed.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/cpus_used.h"
#include "analysis/quantity.h"
#include "analysis/sample.h"
#include "analysis/undisturbed.h"

namespace crossfade::analysis {
namespace {

using results::Result;

Quantity per_worker(const ProcessRun& run, const std::vector<const StageView*>& stages) {
  Quantity q = throughput_per_s(run, stages);
  if (q.value) *q.value /= static_cast<double>(stages.front()->stage->workers);
  return q;
}

/// In the place of an SLO throughput: the cost of a mix is formed of either in the same way.
SloRate capacity_of(const WorkloadRuns& runs, const StageFilter& filter) {
  Sample s = sample(runs, filter, per_worker);
  Estimate e = estimate(s);
  return {std::move(e), std::move(s), 1};
}

SideRates capacities(const Side& side, const std::vector<std::string>& workloads) {
  SideRates out{side.label, {}};
  const Undisturbed undisturbed(side);
  for (const std::string& workload : workloads) {
    WorkloadRates w{workload, process_runs(side, workload), {}, {}, {}};
    const StageFilter all = at_capacity(w.runs);
    w.experienced = capacity_of(w.runs, all);
    w.undisturbed = capacity_of(undisturbed.of(w.runs), all);
    undisturbed.demand_blocks(w.experienced.sample, w.undisturbed.estimate, w.undisturbed.sample);
    out.workloads.push_back(std::move(w));
  }
  return out;
}

/// Why no speed can be told at all; empty = it may be.
std::string not_comparable(const Comparison& c, const std::vector<std::string>& workloads) {
  for (const Side* side : {&c.base, &c.candidate}) {
    if (const std::string part = part_of_cpus(*side); !part.empty())
      return fmt::format("{} was measured on {}: what each vCPU does when all of them work is not known",
                         side->label, part);
  }
  for (const WorkloadComparison& w : c.workloads) {
    if (w.not_comparable_because.empty()) continue;
    if (std::find(workloads.begin(), workloads.end(), w.workload) == workloads.end()) continue;
    return fmt::format("{}: {}", w.workload, w.not_comparable_because);
  }
  return "";
}

/// The reciprocal of machine time.
Ratio speed_of(const CostSample& base, const CostSample& candidate, const RatioOptions& options) {
  Ratio out;
  for (const CostSample* s : {&base, &candidate}) {
    if (!s->sample.values.empty() || !out.absent_because.empty()) continue;
    out.absent_because = s->sample.absent_because.empty() ? "no value" : s->sample.absent_because;
  }
  if (!out.absent_because.empty()) return out;
  out = ratio(base.sample, candidate.sample, results::Direction::lower_is_better, options);
  turn_over(out);
  return out;
}

}  // namespace

Result<CpuSpeed> cpu_speed(const Comparison& c, const Mix& mix, const CompareOptions& options) {
  const auto workloads = mix_workloads(c, mix);
  CF_TRY(workloads);
  CpuSpeed out;
  out.experienced.absent_because = not_comparable(c, *workloads);
  if (!out.experienced.absent_because.empty()) {
    out.undisturbed = out.experienced;
    return out;
  }
  const SideRates base = capacities(c.base, *workloads), candidate = capacities(c.candidate, *workloads);
  const CostSamples samples = cost_samples(base, candidate, *workloads, mix);
  if (!samples.absent_because.empty()) {
    out.experienced.absent_because = out.undisturbed.absent_because = samples.absent_because;
    return out;
  }
  const RatioOptions ratio_options = ratio_options_of(c, options);
  out.shares = samples.shares;
  out.experienced = speed_of(samples.base, samples.candidate, ratio_options);
  out.undisturbed = speed_of(samples.base_undisturbed, samples.candidate_undisturbed, ratio_options);
  for (const CostSample* s : {&samples.base, &samples.candidate})
    out.notes.insert(out.notes.end(), s->notes.begin(), s->notes.end());
  return out;
}

}  // namespace crossfade::analysis
