// What to put into a process's environment before a plug-in is loaded, where a library would choose its code
// by a table of CPU models instead of by what the CPU can do: one row for each level and variable.
//
// OpenBLAS knows Intel's CPUs by model number. On one that is newer than itself it takes the kernels of
// Prescott (SSE3): 0.3.21 does so on Emerald Rapids, which is then six times slower than with its own
// instructions, and a ratio between two CPUs is the age of the library. So the kernels are named here by the
// level that cpuid and the operating system show, the same for CPUs of the same level:
// - AVX-512: SkylakeX, on AMD too. Versions that know the model of a Zen with AVX-512 take SkylakeX or
//   Cooperlake, whose single-precision kernels are those of SkylakeX (what it adds is bfloat16); neither asks
//   for the vendor. Zen's own kernels stop at AVX2.
// - AVX2 and FMA: Haswell, on AMD too; the kernels of Zen are those of Haswell.
// - below that: the library's own table, which is older than no such CPU.
//
// A variable that is set already stays: a cap's (isa_cap.h, set before exec) or the user's. Asked in the
// process that loads the library, not in one before it: valgrind shows its guest another CPU.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace crossfade::workloads {

struct LibraryChoice {
  std::uint32_t level = 0;  ///< N of x86-64-vN that the CPU and the operating system have at least
  std::string_view variable, value;
};

/// Of one variable the highest level first.
inline constexpr std::array kLibraryChoices{
    LibraryChoice{4, "OPENBLAS_CORETYPE", "SkylakeX"},
    LibraryChoice{3, "OPENBLAS_CORETYPE", "Haswell"},
};

/// In a note of a library's code path: what comes after it the CPU has, and the library leaves unused though
/// nothing capped it. Reports mark a comparison with such a side as suspicious.
inline constexpr std::string_view kShortfall = " although the CPU has ";

/// Vector instructions that this process can use: 4, 3, or 2 for all below.
inline std::uint32_t vector_level() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
    return 2;
  }
  const bool is_v4 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
                     __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                     __builtin_cpu_supports("avx512vl");
  return is_v4 ? 4 : 3;
}

/// Before dlopen, on the only thread: sets what is not set.
inline void choose_library_code(std::uint32_t level) {
  for (const LibraryChoice& row : kLibraryChoices) {
    if (level >= row.level) {
      ::setenv(std::string(row.variable).c_str(), std::string(row.value).c_str(), 0);
    }
  }
}

}  // namespace crossfade::workloads
