// Core map: which physical core each CPU belongs to, from /proc/cpuinfo. Cores are numbered by package and
// core id over the whole machine, from 0. A machine that does not say it of every CPU has a core per CPU, and
// the reason: then nothing may be claimed of cores, since any two CPUs may be threads of one. A machine that
// says it may be wrong (hidden_siblings.h).
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace crossfade::collector {

/// Subject of the absence that says that CPUs may share cores although they count as cores of their own.
inline constexpr const char* uncertain_cores = "topology.cores";

struct CoreMap {
  std::map<std::uint32_t, std::uint32_t> core_by_cpu;
  std::string unknown_because;  ///< empty = the machine says it

  bool known() const { return unknown_because.empty(); }
  /// A CPU that is not listed has a core of its own.
  std::uint32_t core_of(std::uint32_t cpu) const;
  std::uint32_t distinct_cores(std::span<const std::uint32_t> cpus) const;
};

CoreMap read_core_map(const std::string& proc_root);

}  // namespace crossfade::collector
