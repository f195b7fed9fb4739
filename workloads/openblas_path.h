// Which kernels OpenBLAS takes on this CPU, read back from OpenBLAS after OPENBLAS_CORETYPE, never from
// cpuid; and that it works on the calling thread alone. Its own pool of threads, made when the library is
// loaded, then sleeps.
#pragma once

#include <cblas.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "workloads/failure.h"
#include "workloads/library_choice.h"
#include "workloads/openblas_core.h"

namespace crossfade::workloads {

class OpenblasPath {
 public:
  /// isa_level: of the cap that the host announced, 0 = none.
  explicit OpenblasPath(std::uint32_t isa_level) : core_(openblas_get_corename()), isa_level_(isa_level) {}

  std::string text() const {
    return core_ + " kernels" + choice() + shortfall() + ", one thread of " + threading();
  }

  /// The second word of "OpenBLAS 0.3.21 ...".
  static std::string version() {
    std::istringstream words(openblas_get_config());
    std::string name, version;
    words >> name >> version;
    return version.empty() ? "unknown" : version;
  }

  /// Refuses if the environment did not limit OpenBLAS to the level that the host announced.
  void require_cap() const {
    const std::uint32_t level = openblas_isa_level(core_);
    if (isa_level_ != 0 && (level == 0 || level > isa_level_)) {
      throw unsupported("OpenBLAS is not limited to x86-64-v" + std::to_string(isa_level_),
                        "OPENBLAS_CORETYPE",
                        level == 0 ? "it names a core that is not known here: " + core_
                                   : "its " + core_ + " kernels use vectors above that level",
                        "set the variables of workloads/isa_cap.h before the process starts");
    }
  }

  /// Every call of the library is served by the thread that makes it.
  static void use_one_thread() {
    openblas_set_num_threads(1);
    if (openblas_get_num_threads() != 1) {
      throw unsupported("OpenBLAS keeps using threads of its own", "openblas_set_num_threads(1)",
                        "it still says " + std::to_string(openblas_get_num_threads()),
                        "install libopenblas0-pthread and select it with update-alternatives");
    }
  }

 private:
  /// Somebody's choice (library_choice.h, a cap, the user), or "" = OpenBLAS's own table of CPUs.
  static std::string choice() {
    const char* const asked = std::getenv("OPENBLAS_CORETYPE");
    return asked == nullptr ? "" : " by OPENBLAS_CORETYPE=" + std::string(asked);
  }

  /// Whoever chose, kernels far below the CPU are worth saying where two hosts are compared: an OpenBLAS
  /// built without those of the choice, or a variable left over in somebody's shell.
  std::string shortfall() const {
    const std::uint32_t level = openblas_isa_level(core_), possible = vector_level();
    const std::uint32_t allowed = isa_level_ == 0 ? possible : std::min(possible, isa_level_);
    if (level >= allowed) {
      return {};
    }
    return allowed < 3 ? "" : std::string(kShortfall) + (allowed >= 4 ? "AVX-512" : "AVX2");
  }

  static std::string threading() {
    switch (openblas_get_parallel()) {
      case OPENBLAS_SEQUENTIAL:
        return "the sequential build";
      case OPENBLAS_THREAD:
        return "the pthread build";
      case OPENBLAS_OPENMP:
        return "the OpenMP build";
      default:
        return "an unknown build";
    }
  }

  std::string core_;
  std::uint32_t isa_level_;
};

}  // namespace crossfade::workloads
