#include "collector/host/topology.h"

#include <hwloc.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <set>

namespace crossfade::collector {
namespace {

using results::Error;
using results::ErrorKind;
using results::Result;

class Handle {
 public:
  Handle() {
    // hwloc complains on stderr where /sys is missing; what it then finds is checked below.
    (void)::setenv("HWLOC_HIDE_ERRORS", "2", 0);
    initialised_ = hwloc_topology_init(&topology_) == 0;
  }
  ~Handle() {
    if (initialised_) hwloc_topology_destroy(topology_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  bool initialised() const { return initialised_; }
  hwloc_topology_t get() const { return topology_; }

 private:
  hwloc_topology_t topology_ = nullptr;
  bool initialised_ = false;
};

Error unreadable(const char* where) {
  return Error{ErrorKind::unavailable, "cannot read the CPU topology", where, std::strerror(errno),
               "check that /sys is mounted"};
}

std::uint32_t index_of(hwloc_obj_t object) {
  return object == nullptr ? 0 : object->logical_index;
}

/// Leaves only the CPUs this process may run on (taskset, cpuset).
void keep_usable(hwloc_topology_t topology) {
  (void)hwloc_topology_restrict(topology, hwloc_topology_get_allowed_cpuset(topology), 0);
  hwloc_bitmap_t bound = hwloc_bitmap_alloc();
  if (hwloc_get_cpubind(topology, bound, HWLOC_CPUBIND_PROCESS) == 0 && hwloc_bitmap_iszero(bound) == 0) {
    (void)hwloc_topology_restrict(topology, bound, 0);
  }
  hwloc_bitmap_free(bound);
}

void order_workers(Topology& topology) {
  std::map<std::uint32_t, std::uint32_t> seen_on_core;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> rank_and_cpu;
  rank_and_cpu.reserve(topology.cpus.size());
  for (const results::Cpu& cpu : topology.cpus) rank_and_cpu.emplace_back(seen_on_core[cpu.core]++, cpu.cpu);
  std::stable_sort(rank_and_cpu.begin(), rank_and_cpu.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [rank, cpu] : rank_and_cpu) {
    topology.worker_order.push_back(cpu);
    topology.threads_per_core = std::max(topology.threads_per_core, rank + 1);
  }
  topology.cores = static_cast<std::uint32_t>(seen_on_core.size());
}

Topology read(hwloc_topology_t source) {
  Topology topology;
  std::set<std::uint32_t> l3_groups, numa_nodes;
  for (hwloc_obj_t pu = hwloc_get_next_obj_by_type(source, HWLOC_OBJ_PU, nullptr); pu != nullptr;
       pu = hwloc_get_next_obj_by_type(source, HWLOC_OBJ_PU, pu)) {
    results::Cpu cpu;
    cpu.cpu = pu->os_index;
    cpu.core = index_of(hwloc_get_ancestor_obj_by_type(source, HWLOC_OBJ_CORE, pu));
    cpu.package = index_of(hwloc_get_ancestor_obj_by_type(source, HWLOC_OBJ_PACKAGE, pu));
    if (hwloc_obj_t l1 = hwloc_get_ancestor_obj_by_type(source, HWLOC_OBJ_L1CACHE, pu); l1 != nullptr)
      topology.l1d_bytes = l1->attr->cache.size;
    if (hwloc_obj_t l2 = hwloc_get_ancestor_obj_by_type(source, HWLOC_OBJ_L2CACHE, pu); l2 != nullptr)
      topology.l2_bytes = l2->attr->cache.size;
    if (hwloc_obj_t l3 = hwloc_get_ancestor_obj_by_type(source, HWLOC_OBJ_L3CACHE, pu); l3 != nullptr) {
      cpu.l3_group = l3->logical_index;
      l3_groups.insert(l3->logical_index);
      topology.l3_bytes = l3->attr->cache.size;
    } else {
      cpu.l3_group = cpu.package;  // hidden cache: the package is the best that is known
    }
    if (const int node = hwloc_bitmap_first(pu->nodeset); node >= 0) {
      cpu.numa_node = static_cast<std::uint32_t>(node);
    }
    numa_nodes.insert(cpu.numa_node);
    topology.cpus.push_back(cpu);
  }
  std::sort(topology.cpus.begin(), topology.cpus.end(),
            [](const auto& a, const auto& b) { return a.cpu < b.cpu; });
  topology.l3_groups = static_cast<std::uint32_t>(l3_groups.size());
  topology.numa_nodes = static_cast<std::uint32_t>(numa_nodes.size());
  order_workers(topology);
  topology.machine = {topology.vcpus(), topology.cores, topology.threads_per_core};
  return topology;
}

}  // namespace

Result<Topology> read_topology() {
  const Handle handle;
  if (!handle.initialised() ||
      hwloc_topology_set_flags(handle.get(), HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) != 0 ||
      hwloc_topology_load(handle.get()) != 0) {
    return unreadable("hwloc");
  }
  const MachineSize machine = read(handle.get()).machine;
  keep_usable(handle.get());
  Topology topology = read(handle.get());
  topology.machine = machine;
  if (topology.cpus.empty()) return unreadable("hwloc shows no CPU");
  return topology;
}

Result<Topology> synthetic_topology(const std::string& description) {
  const Handle handle;
  if (!handle.initialised() || hwloc_topology_set_synthetic(handle.get(), description.c_str()) != 0 ||
      hwloc_topology_load(handle.get()) != 0) {
    return unreadable(description.c_str());
  }
  return read(handle.get());
}

}  // namespace crossfade::collector
