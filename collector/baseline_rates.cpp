#include "collector/baseline_rates.h"

#include <set>

#include "collector/plan_builder.h"
#include "results/assertion.h"

namespace crossfade::collector {
namespace {

using results::Recording;

std::set<double> rates_of(const Recording& recording, std::uint32_t workload) {
  std::set<double> rates;
  for (const results::Stage& stage : recording.stages) {
    if (stage.kind != results::StageKind::load || !(stage.offered_per_s > 0)) continue;
    if (recording.repetitions[stage.repetition].workload == workload) rates.insert(stage.offered_per_s);
  }
  return rates;
}

}  // namespace

std::vector<std::string> take_baseline_rates(Plan& plan, const Recording& baseline,
                                             const PluginCatalogue& catalogue) {
  std::vector<std::string> without;
  for (PlannedWorkload& planned : plan.workloads) {
    const Plugin* const plugin = catalogue.find(planned.name);
    CF_ASSERT(plugin != nullptr, "a plan names plug-ins of its catalogue");
    const std::string parameters = effective_parameters(*plugin, planned);
    for (std::uint32_t i = 0; i < baseline.workloads.size(); ++i) {
      const results::Workload& w = baseline.workloads[i];
      if (w.name != planned.name || w.preset != planned.preset || w.parameters != parameters) continue;
      const auto rates = rates_of(baseline, i);
      planned.baseline_rates_per_s.assign(rates.begin(), rates.end());
    }
    if (planned.baseline_rates_per_s.empty()) without.push_back(display_name(planned));
  }
  return without;
}

}  // namespace crossfade::collector
