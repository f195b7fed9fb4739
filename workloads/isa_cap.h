// What to put into a measuring process's environment, before exec, so that libraries choose no vector
// instructions above a level: one row per level and variable. Libraries read these once, when they are
// loaded.
//
// A cap limits vector instruction sets. Legacy-encoded instructions that belong to no level (AES-NI,
// PCLMULQDQ, SHA) and ADX stay on at every level. Libraries that no variable reaches are told by their
// callers (x264, SVT-AV1, ISA-L), by cf_env.isa_level. Two are not capped: zstd takes BMI2 where cpuid shows
// it, and RocksDB what it was built for; the plug-ins' notes of their code path end with "has no switch", by
// which the report names them. Crossfade's own code is x86-64-v2 at every level.
//
// Rows of a level are for hosts that have that level. On a lower host leave them out, it is capped by nature:
// SIMDJSON_FORCE_IMPLEMENTATION is obeyed without asking the CPU. Plug-ins are told the level in
// cf_env.isa_level and refuse (CF_UNSUPPORTED) when the library in fact uses more.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace crossfade::workloads {

struct IsaCapRow {
  std::uint32_t level = 0;    ///< N of x86-64-vN
  std::string_view variable;  ///< environment variable
  std::string_view value;
  std::string_view why;
};

inline constexpr std::array kIsaCaps{
    // OPENSSL_ia32cap is "CPUID.1 EDX:ECX" ":" "CPUID.7 EBX:ECX"; ~ clears bits. The second half must always
    // be
    // given: without a colon OpenSSL clears all of it.
    IsaCapRow{2, "OPENSSL_ia32cap", "~0x3040180000000000:~0x5f42d0230128",
              "clears XOP, FMA, MOVBE, AVX, F16C; BMI1, AVX2, BMI2, all of AVX-512, GFNI, VAES, VPCLMULQDQ"},
    IsaCapRow{3, "OPENSSL_ia32cap", ":~0x5f42d0230000", "clears all of AVX-512, GFNI, VAES, VPCLMULQDQ"},
    IsaCapRow{4, "OPENSSL_ia32cap", ":~0x5f4200200000",
              "clears what is above v4: IFMA, VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ, GFNI, VAES, VPCLMULQDQ"},
    IsaCapRow{2, "SIMDJSON_FORCE_IMPLEMENTATION", "westmere", "SSE4.2 and PCLMULQDQ"},
    IsaCapRow{3, "SIMDJSON_FORCE_IMPLEMENTATION", "haswell", "AVX2, BMI"},
    IsaCapRow{4, "SIMDJSON_FORCE_IMPLEMENTATION", "haswell",
              "its AVX-512 code needs VBMI2, which is above v4"},
    IsaCapRow{2, "GLIBC_TUNABLES",
              "glibc.cpu.hwcaps=-AVX,-AVX2,-FMA,-FMA4,-BMI1,-BMI2,-LZCNT,-MOVBE,-AVX_Fast_Unaligned_Load,"
              "-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ,-AVX512CD",
              "memcpy and its family take SSE2, libm takes no FMA"},
    IsaCapRow{3, "GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ,-AVX512CD",
              "memcpy and its family take AVX; level 4 needs no row, glibc uses nothing above it"},
    IsaCapRow{2, "OPENBLAS_CORETYPE", "Nehalem", "SSE4.2 kernels"},
    IsaCapRow{3, "OPENBLAS_CORETYPE", "Haswell", "AVX2 and FMA kernels, on AMD too"},
    IsaCapRow{4, "OPENBLAS_CORETYPE", "SkylakeX",
              "AVX-512 kernels; those of Cooperlake and later may use what is above v4"},
};

}  // namespace crossfade::workloads
