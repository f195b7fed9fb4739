#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "collector/commands.h"
#include "collector/counter_probe.h"
#include "collector/counters/event_catalogue.h"
#include "collector/host/doctor.h"
#include "collector/host/pseudo_file.h"
#include "collector/install_layout.h"
#include "collector/plugin_catalogue.h"
#include "collector/tell.h"
#include "collector/type_outlook.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::collector {
namespace {

std::optional<std::uint64_t> memory_available_bytes() {
  const std::string text = value_of_key(read_pseudo_file("/", "/proc/meminfo").text, "MemAvailable");
  if (text.empty()) return std::nullopt;
  return std::strtoull(text.c_str(), nullptr, 10) * 1024;
}

std::optional<std::uint64_t> disk_free_bytes() {
  std::error_code failed;
  const auto space = std::filesystem::space(".", failed);
  if (failed) return std::nullopt;
  return space.available;
}

void observe_idle(DoctorFacts& facts) {
  const auto begin = std::chrono::steady_clock::now();
  const InterferenceCounters before = read_interference("/");
  std::this_thread::sleep_for(std::chrono::seconds(1));
  facts.idle = read_interference("/") - before;
  facts.idle_ns =
      static_cast<std::uint64_t>((std::chrono::steady_clock::now() - begin) / std::chrono::nanoseconds(1));
}

results::Result<int> outlook_command(const DoctorOptions& options, const ProgramContext& context) {
  const auto type = results::find_instance_type(options.for_type);
  if (!type) {
    return results::Error{results::ErrorKind::usage, "unknown instance type",
                          fmt::format("--for {}", options.for_type), "the atlas has no such type",
                          fmt::format("did you mean {}? crossfade-collect doctor without --for examines the "
                                      "machine it runs on, whatever its type",
                                      fmt::join(results::nearest_instance_types(options.for_type, 3), ", "))};
  }
  tell(context.out, "{}", options.json ? outlook_json(*type) : outlook_text(*type));
  return 0;
}

}  // namespace

results::Result<int> doctor_command(const DoctorOptions& options, const ProgramContext& context) {
  if (!options.for_type.empty()) return outlook_command(options, context);
  DoctorFacts facts;
  auto layout = find_install_layout(context.program_path, context.root_override, options.workload_dirs);
  if (!layout && layout.error().kind == results::ErrorKind::usage) return layout.error();
  if (!layout) {
    facts.installation_problem = results::to_line(layout.error());
  } else {
    const PluginCatalogue catalogue = read_plugin_catalogue(layout->workload_dirs);
    for (const Plugin& plugin : catalogue.plugins) facts.workloads.push_back(plugin.name);
    for (const PluginProblem& problem : catalogue.problems) {
      facts.broken_workloads.push_back(
          fmt::format("{}: {}", problem.path.filename().string(), problem.error.why));
    }
  }
  auto topology = read_topology();
  facts.host = read_host_facts("/", topology ? *topology : Topology{}, {}, ask_metadata_service);
  observe_idle(facts);
  if (topology) facts.clock = measure_clock_on(topology->worker_order.front());
  const CounterProbe counters = probe_counters(hardware_events(facts.host.cpu.microarchitecture));
  facts.pmu = counters.pmu;
  facts.counters_at_once = counters.room.at_once();
  facts.counter_room = to_text(counters.room);
  if (facts.counters_at_once > 0) {
    const CounterPlan passes = probe_passes(facts.host.cpu.microarchitecture, counters.room);
    facts.pmu = tier_of(passes, facts.host.cpu.microarchitecture, counters.pmu);
    facts.counter_room += fmt::format("; all events in {} passes", passes.passes.size());
  }
  facts.host.environment.push_back(counters.pmu_tables);
  facts.software_counters_absent = counters.software_absent_because;
  facts.memory_available_bytes = memory_available_bytes();
  facts.disk_free_bytes = disk_free_bytes();
  const std::vector<Check> checks = examine(facts);
  tell(context.out, "{}", options.json ? checks_to_json(checks) : checks_to_text(checks));
  return doctor_exit_code(checks);
}

}  // namespace crossfade::collector
