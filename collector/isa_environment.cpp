#include "collector/isa_environment.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

#include "workloads/isa_cap.h"

namespace crossfade::collector {

std::uint32_t isa_level_of(const CpuIdentity& cpu) {
  // Names of /proc/cpuinfo. Not asked: LZCNT (abm), which hypervisors hide beside AVX2 and even AVX-512.
  static constexpr auto v2 =
      std::to_array<std::string_view>({"cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"});
  static constexpr auto v3 =
      std::to_array<std::string_view>({"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe", "xsave"});
  static constexpr auto v4 =
      std::to_array<std::string_view>({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"});
  const auto has = [&](const auto& flags) {
    return std::all_of(flags.begin(), flags.end(), [&](std::string_view flag) { return cpu.has_flag(flag); });
  };
  if (!has(v2)) return 1;
  if (!has(v3)) return 2;
  return has(v4) ? 4 : 3;
}

std::vector<std::pair<std::string, std::string>> isa_environment(std::uint32_t level,
                                                                 std::uint32_t cpu_level) {
  std::vector<std::pair<std::string, std::string>> variables;
  if (level == 0 || level > cpu_level) return variables;
  for (const workloads::IsaCapRow& row : workloads::kIsaCaps) {
    if (row.level == level) variables.emplace_back(row.variable, row.value);
  }
  return variables;
}

std::string isa_cap_name(std::uint32_t level) {
  return level == 0 ? "none" : "x86-64-v" + std::to_string(level);
}

}  // namespace crossfade::collector
