#include "collector/described_workload.h"

#include "collector/plan_builder.h"

namespace crossfade::collector {

results::Workload described_workload(const Plugin& plugin, const PlannedWorkload& planned) {
  results::Workload workload;
  workload.name = plugin.name;
  workload.version = plugin.version;
  workload.preset = planned.preset;
  workload.parameters = effective_parameters(plugin, planned);
  workload.unit = plugin.unit;
  workload.summary = plugin.summary;
  workload.seed_system = plugin.seed_system;
  workload.flags = plugin.flags;
  return workload;
}

std::vector<results::WorkloadClass> described_classes(const Plugin& plugin) {
  std::vector<results::WorkloadClass> classes;
  classes.reserve(plugin.classes.size());
  for (const PluginClass& c : plugin.classes) {
    classes.push_back({0, c.name, c.share, c.priority, c.slo_p99_ns, c.net_in_bytes, c.net_out_bytes,
                       c.storage_in_bytes, c.storage_out_bytes, c.levels});
  }
  return classes;
}

}  // namespace crossfade::collector
