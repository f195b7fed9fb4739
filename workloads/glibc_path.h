// Which vector instructions the C library's run-time selection may use (memcpy and its family, libm): read
// back from glibc itself after GLIBC_TUNABLES, never from cpuid.
#pragma once

#include <gnu/libc-version.h>
#ifdef __clang__    // its strict C++ does not know C's name for bool, which this header uses
#define _Bool bool  // NOLINT(bugprone-reserved-identifier)
#endif
#include <sys/platform/x86.h>
#ifdef __clang__
#undef _Bool
#endif

#include <cstdint>
#include <string>

#include "workloads/failure.h"

namespace crossfade::workloads {

struct GlibcPath {
  bool avx2 = CPU_FEATURE_ACTIVE(AVX2);
  bool avx512 = CPU_FEATURE_ACTIVE(AVX512VL);

  static std::string version() { return gnu_get_libc_version(); }
  std::string text() const { return avx512 ? "AVX-512VL allowed" : avx2 ? "AVX2 allowed" : "SSE2"; }

  /// Refuses if the environment did not limit glibc to the level that the host announced.
  void require_cap(std::uint32_t isa_level) const {
    if ((isa_level == 2 && (avx2 || avx512)) || (isa_level == 3 && avx512)) {
      throw unsupported("glibc is not limited to x86-64-v" + std::to_string(isa_level), "GLIBC_TUNABLES",
                        "its string functions would use vectors above that level",
                        "set the variables of workloads/isa_cap.h before the process starts");
    }
  }
};

}  // namespace crossfade::workloads
