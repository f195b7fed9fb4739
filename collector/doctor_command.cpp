#include <sys/resource.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "collector/commands.h"
#include "collector/counter_probe.h"
#include "collector/counters/event_catalogue.h"
#include "collector/cpu_counting.h"
#include "collector/descriptor_limit.h"
#include "collector/host/doctor.h"
#include "collector/host/doctor_json.h"
#include "collector/host/doctor_summary.h"
#include "collector/host/pseudo_file.h"
#include "collector/install_layout.h"
#include "collector/plugin_catalogue.h"
#include "collector/tell.h"
#include "collector/type_outlook.h"
#include "results/letter_case.h"
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

std::uint64_t descriptors_allowed() {
  rlimit limit{};
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : 0;
}

void observe_idle(DoctorFacts& facts) {
  const auto begin = std::chrono::steady_clock::now();
  const InterferenceCounters before = read_interference("/");
  std::this_thread::sleep_for(std::chrono::seconds(1));
  facts.idle = read_interference("/") - before;
  facts.idle_ns =
      static_cast<std::uint64_t>((std::chrono::steady_clock::now() - begin) / std::chrono::nanoseconds(1));
}

/// The type in any case; a family alone is all of its sizes.
results::Result<int> outlook_command(const DoctorOptions& options, const ProgramContext& context) {
  const std::string name = results::lower_case(options.for_type);
  if (const auto type = results::find_instance_type(name)) {
    tell(context.out, "{}",
         options.json ? outlook_json(*type) : outlook_text(*type, line_width(context.out)));
    return 0;
  }
  const auto sizes = results::instance_types_of(name);
  if (sizes.empty()) return unknown_type(options.for_type);
  tell(context.out, "{}",
       options.json ? family_outlook_json(sizes) : family_outlook_text(sizes, line_width(context.out)));
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
    const PluginCatalogue catalogue =
        read_plugin_catalogue(layout->workload_dirs, layout->installed_workload_dirs);
    for (const Plugin& plugin : catalogue.plugins) facts.workloads.push_back(plugin.name);
    for (const PluginProblem& problem : catalogue.problems) {
      if (problem.left_out) {
        facts.left_out_workloads.push_back(problem.path.stem().string());
        continue;
      }
      facts.broken_workloads.push_back(
          fmt::format("{}: {}", problem.path.filename().string(), problem.error.why));
    }
  }
  auto topology = read_topology();
  IdentityOverrides stated;
  stated.instance_type = options.instance_type;
  stated.no_metadata = options.no_metadata;
  facts.host = read_host_facts("/", topology ? *topology : Topology{}, stated, ask_metadata_service);
  observe_idle(facts);
  if (topology) facts.clock = measure_clock_on(topology->worker_order.front());
  const CounterProbe counters = probe_counters(hardware_events(facts.host.cpu.microarchitecture));
  facts.pmu = counters.pmu;
  facts.counters_at_once = counters.room.at_once();
  facts.counter_room = to_text(counters.room);
  facts.pmu_counts_cycles = count_cycles(counters.hardware);
  const bool is_listed = why_not_listed(facts.host.cpu.microarchitecture).empty();
  OpenedEvents opened;
  if (facts.counters_at_once > 0) {
    const CounterPlan passes = probe_passes(facts.host.cpu, counters.room);
    facts.pmu = tier_of(passes, counters.pmu);
    facts.counter_answers = answers_of(passes, facts.host.cpu.microarchitecture);
    opened = opened_events(passes);
    facts.pmu_counts_cycles = facts.pmu_counts_cycles || count_cycles(passes.counters);
    if (is_listed) facts.counter_room += fmt::format("; all events in {} passes", passes.passes.size());
    if (const std::string metrics = perf_metrics_text(passes); !metrics.empty())
      facts.counter_room += "; " + metrics;
  }
  if (!facts.pmu_counts_cycles) facts.clock_counters = probe_clock_counters(facts.clock.hz).counters;
  facts.host.environment.push_back(counters.pmu_tables);
  facts.software_counters_absent = counters.software_absent_because;
  facts.user_space_only = counters.user_space_only;
  if (topology) {
    const auto cpus = check_cpu_counting(topology->worker_order);
    facts.no_whole_cpus_because = cpus ? std::string() : cpus.error().why;
  }
  const auto clock_counters = static_cast<std::size_t>(
      std::count_if(facts.clock_counters.begin(), facts.clock_counters.end(),
                    [](const results::Counter& counter) { return counter.absent_because.empty(); }));
  const auto needed = [&](std::size_t events_of_the_cpu) {
    return descriptors_needed(facts.host.topology.vcpus(),
                              software_events().size() + events_of_the_cpu + clock_counters);
  };
  facts.descriptors_needed = needed(opened.at_most);
  facts.descriptors_multiplexed = needed(opened.multiplexed);
  facts.descriptors_allowed = descriptors_allowed();
  facts.memory_available_bytes = memory_available_bytes();
  facts.disk_free_bytes = disk_free_bytes();
  const std::vector<Check> checks = examine(facts);
  tell(context.out, "{}",
       options.json      ? doctor_json(facts, checks)
       : options.details ? checks_to_text(checks, line_width(context.out))
                         : checks_to_summary(checks, line_width(context.out)));
  return doctor_exit_code(checks);
}

}  // namespace crossfade::collector
