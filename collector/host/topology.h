// Topology: the CPUs this run may use, what they share, and the order in which workers take them. Read
// through hwloc; respects cgroup cpusets and the affinity the program was started with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/error.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Of the whole machine, as far as it is shown.
struct MachineSize {
  std::uint32_t vcpus = 0, cores = 0, threads_per_core = 0;
};

struct Topology {
  std::vector<results::Cpu> cpus;  ///< usable, by ascending cpu number
  /// One CPU of every core first, then the siblings: with as many workers as cores none shares a core.
  std::vector<std::uint32_t> worker_order;
  std::uint32_t cores = 0;
  std::uint32_t threads_per_core = 0;  ///< of the core with most; 1 = no SMT is visible
  std::uint32_t l3_groups = 0, numa_nodes = 0;
  /// As shown to this machine, of one core and of one L3 group; 0 = not shown. An L3 is often shown whole to
  /// a guest that shares it with others.
  std::uint64_t l1d_bytes = 0, l2_bytes = 0, l3_bytes = 0;

  MachineSize machine;  ///< with the CPUs that this run may not use

  /// That this run may use.
  std::uint32_t vcpus() const { return static_cast<std::uint32_t>(cpus.size()); }
  bool is_whole_machine() const { return vcpus() == machine.vcpus; }
};

/// Of this machine.
results::Result<Topology> read_topology();
/// Of a machine in hwloc's synthetic notation ("pack:1 l3:2 core:4 pu:2"), for tests.
results::Result<Topology> synthetic_topology(const std::string& description);

}  // namespace crossfade::collector
