// OpenBLAS's names of its kernel sets ("cores") and the x86-64 level of the vector instructions in each.
// Names: corename[] of OpenBLAS 0.3.21, driver/others/dynamic.c; levels: what the kernels named in
// kernel/x86_64/KERNEL.<core> are built for. A level is the lowest x86-64-vN whose vector instructions
// suffice; 5 stands for instructions above v4.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace crossfade::workloads {

struct OpenblasCore {
  std::string_view name;
  std::uint32_t isa_level;
};

inline constexpr std::array kOpenblasCores{
    OpenblasCore{"Katmai", 1}, OpenblasCore{"Coppermine", 1}, OpenblasCore{"Northwood", 1},
    OpenblasCore{"Prescott", 1}, OpenblasCore{"Banias", 1}, OpenblasCore{"Atom", 2}, OpenblasCore{"Core2", 2},
    OpenblasCore{"Penryn", 2}, OpenblasCore{"Dunnington", 2}, OpenblasCore{"Nehalem", 2},
    OpenblasCore{"Athlon", 1}, OpenblasCore{"Opteron", 1}, OpenblasCore{"Opteron_SSE3", 1},
    OpenblasCore{"Barcelona", 2}, OpenblasCore{"Nano", 2}, OpenblasCore{"Bobcat", 2},
    // AVX, and FMA4 on AMD: v3 is the first level that has any AVX.
    OpenblasCore{"Sandybridge", 3}, OpenblasCore{"Bulldozer", 3}, OpenblasCore{"Piledriver", 3},
    OpenblasCore{"Steamroller", 3}, OpenblasCore{"Excavator", 3}, OpenblasCore{"Haswell", 3},
    OpenblasCore{"Zen", 3}, OpenblasCore{"SkylakeX", 4}, OpenblasCore{"Cooperlake", 5},  // AVX512_BF16
    OpenblasCore{"SapphireRapids", 5},                                                   // AVX512_BF16, AMX
};

/// 0 for a name that is not in the table.
constexpr std::uint32_t openblas_isa_level(std::string_view core) {
  const auto* found = std::find_if(kOpenblasCores.begin(), kOpenblasCores.end(),
                                   [&](const OpenblasCore& one) { return one.name == core; });
  return found == kOpenblasCores.end() ? 0 : found->isa_level;
}

}  // namespace crossfade::workloads
