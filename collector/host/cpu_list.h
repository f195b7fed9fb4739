// CPU list: the kernel's notation for sets of CPUs ("0-3,8"), what a machine has beyond what this process may
// use, and why a CPU is not among it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossfade::collector {

/// In ascending order; nullopt = not such a list.
std::optional<std::vector<std::uint32_t>> parse_cpu_list(std::string_view text);

/// For people, "2 of the 8 CPUs that are online (0,4): an affinity or a cpuset leaves out the others"; empty
/// if all that are `online` (a list, or empty = unknown) are usable.
std::string left_out_text(const std::vector<std::uint32_t>& usable, std::string_view online);

struct UnusableCpu {
  std::string why, remedy;
};

/// Of a CPU that this process cannot run on: it is offline, or an affinity or a cpuset leaves it out.
/// `online` as above.
UnusableCpu unusable_cpu(std::uint32_t cpu, std::string_view online);

}  // namespace crossfade::collector
