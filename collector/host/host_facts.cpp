#include "collector/host/host_facts.h"

#include <pthread.h>
#include <sched.h>

#include <fmt/format.h>

#include <cstdlib>
#include <thread>

#include "collector/host/clock_read_cost.h"
#include "collector/host/environment_probe.h"
#include "collector/host/pseudo_file.h"

namespace crossfade::collector {
namespace {

std::int64_t memory_bytes(const std::filesystem::path& root) {
  const std::string total = value_of_key(read_pseudo_file(root, "/proc/meminfo").text, "MemTotal");
  constexpr std::int64_t bytes_per_kib = 1024;
  return std::strtoll(total.c_str(), nullptr, 10) * bytes_per_kib;
}

}  // namespace

HostFacts read_host_facts(const std::filesystem::path& root, Topology topology,
                          const IdentityOverrides& overrides, const MetadataService& metadata) {
  HostFacts facts;
  facts.cpu = read_cpu_identity(root);
  facts.topology = std::move(topology);
  facts.instance = read_instance_identity(root, overrides, metadata);
  facts.host_id = read_host_id(root, overrides.host_id, facts.instance.instance_id, overrides.lab_key);
  facts.environment = probe_environment(root, facts.cpu);
  std::string hypervisor = hypervisor_signature();
  facts.environment.push_back({"hypervisor.signature",
                               hypervisor.empty() ? "none (bare metal, or hidden)" : std::move(hypervisor),
                               {}});
  facts.clock_read_ns = clock_read_cost_ns();
  facts.environment.push_back({"clock.read_ns", fmt::format("{:.1f}", facts.clock_read_ns), {}});
  facts.memory_bytes = memory_bytes(root);
  facts.kernel = read_pseudo_file(root, "/proc/sys/kernel/osrelease").text;
  return facts;
}

void describe_host(results::Header& header, const HostFacts& facts) {
  header.host_id = facts.host_id.id;
  header.host_id_source = facts.host_id.source;
  header.provider = facts.instance.provider;
  header.region = facts.instance.region;
  header.instance_type = facts.instance.instance_type;
  header.instance_type_source = facts.instance.instance_type_source;
  header.cpu_model = facts.cpu.model_name;
  header.microarchitecture = facts.cpu.microarchitecture;
  header.family_model_stepping = facts.cpu.family_model_stepping;
  // Of the machine, since its price is: the CPUs that were used are in a table of their own.
  header.vcpus = facts.topology.machine.vcpus;
  header.cores = facts.topology.machine.cores;
  header.threads_per_core = facts.topology.machine.threads_per_core;
  header.memory_bytes = facts.memory_bytes;
  header.kernel = facts.kernel;
}

ClockEstimate measure_clock_on(std::uint32_t cpu) {
  ClockEstimate estimate;
  std::thread probe([&] {
    constexpr std::size_t windows = 400;  // 20 ms of each chain
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(cpu, &only);
    if (pthread_setaffinity_np(pthread_self(), sizeof only, &only) != 0) {
      estimate.absent_because = "the probe could not be pinned to CPU " + std::to_string(cpu);
      return;
    }
    estimate = measure_clock(windows);
  });
  probe.join();
  return estimate;
}

}  // namespace crossfade::collector
