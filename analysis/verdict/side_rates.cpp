#include "analysis/verdict/side_rates.h"

#include <algorithm>
#include <array>

#include "analysis/slo_solution.h"
#include "analysis/undisturbed.h"
#include "results/assertion.h"

namespace crossfade::analysis {
namespace {

constexpr const char* no_chunks =
    "no stage that an SLO throughput is solved from was recorded (an older recording, or --slo-time none): "
    "record it again";

}  // namespace

const WorkloadRates& SideRates::of(const std::string& workload) const {
  const auto found = std::find_if(workloads.begin(), workloads.end(),
                                  [&](const WorkloadRates& w) { return w.workload == workload; });
  CF_ASSERT(found != workloads.end(), "the rates of every workload of the mix were solved");
  return *found;
}

LimitedRate limited_rate(const SloRate& rate, const WorkloadRates& of) {
  return limited({rate.estimate, rate.sample, {rate.open_below, 1}}, of.limits);
}

SideRates side_rates(const Side& side, const std::vector<std::string>& workloads) {
  SideRates out{side.label, {}};
  const Undisturbed undisturbed(side);
  out.workloads.reserve(workloads.size());
  std::vector<WorkloadRuns> left;
  left.reserve(workloads.size());
  std::vector<const WorkloadRuns*> experienced, quiet;
  for (const std::string& workload : workloads) {
    const WorkloadRates& w =
        out.workloads.emplace_back(WorkloadRates{workload, process_runs(side, workload), {}, {}});
    experienced.push_back(&w.runs);
    quiet.push_back(&left.emplace_back(undisturbed.of(w.runs)));
  }
  solve_slo_ahead(experienced, std::array{1.0});
  solve_slo_ahead(quiet, std::array{1.0});
  for (std::size_t i = 0; i < workloads.size(); ++i) {
    WorkloadRates& w = out.workloads[i];
    w.experienced = slo_rate(w.runs);
    w.undisturbed = slo_rate(left[i]);
    undisturbed.demand_blocks(w.experienced.sample, w.undisturbed.estimate, w.undisturbed.sample);
    if (!has_slo_chunks(w.runs)) {
      for (SloRate* rate : {&w.experienced, &w.undisturbed})
        rate->estimate.absent_because = rate->sample.absent_because = no_chunks;
    }
    w.limits = rate_limits(side, w.runs);
  }
  return out;
}

}  // namespace crossfade::analysis
