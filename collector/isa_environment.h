// IsaEnvironment: the environment variables that keep the libraries of a measuring process to an instruction
// set. The table is workloads/isa_cap.h; this knows which rows are for this CPU.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "collector/host/cpu_identity.h"

namespace crossfade::collector {

/// Highest N of x86-64-vN whose vector extensions this CPU has, which is what libraries choose their code by;
/// 1 if not even 2. A level's LZCNT is not asked for: where a hypervisor hides it alone a cap would not be
/// set.
std::uint32_t isa_level_of(const CpuIdentity& cpu);

/// For a cap at `level` (0 = none) on a CPU of `cpu_level`. Rows above the CPU are left out: it is capped by
/// nature, and some libraries obey without asking the CPU.
std::vector<std::pair<std::string, std::string>> isa_environment(std::uint32_t level,
                                                                 std::uint32_t cpu_level);

/// As recorded: "none" or "x86-64-vN".
std::string isa_cap_name(std::uint32_t level);

}  // namespace crossfade::collector
