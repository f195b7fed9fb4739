// Core map: which physical core each CPU belongs to, from /proc/cpuinfo. Cores are numbered by package and
// core id over the whole machine, from 0. A machine that does not say has a core per CPU and `known` is
// false.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace crossfade::collector {

struct CoreMap {
  std::map<std::uint32_t, std::uint32_t> core_by_cpu;
  bool known = false;

  std::uint32_t core_of(std::uint32_t cpu) const;
  std::uint32_t distinct_cores(std::span<const std::uint32_t> cpus) const;
};

CoreMap read_core_map(const std::string& proc_root);

}  // namespace crossfade::collector
