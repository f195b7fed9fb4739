// Which code SVT-AV1 takes. The library chooses its functions once an encoder is opened, from the CPU's
// features and a mask in the encoder's settings; it tells only its log what it took. So a child process opens
// an encoder with the log going into a file, and this one reads it.
#pragma once

#include <svt-av1/EbSvtAv1Enc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include "workloads/failure.h"

namespace crossfade::workloads {

class SvtAv1Path {
 public:
  /// What a mask may keep under a cap. Level 4 keeps all: its AVX-512 code needs no more than F, CD, DQ, BW,
  /// VL.
  static EbCpuFlags allowed(std::uint32_t isa_level) {
    switch (isa_level) {
      case 2:
        return (EB_CPU_FLAGS_SSE4_2 << 1) - 1;
      case 3:
        return (EB_CPU_FLAGS_AVX2 << 1) - 1;
      default:
        return EB_CPU_FLAGS_ALL;
    }
  }

  /// Runs `open` (an encoder's opening, to the point where it logs) in a child. `folder`: a place for the
  /// log.
  template <class Open>
  SvtAv1Path(const std::string& folder, Open&& open) {
    const std::string log = folder + "/svt-av1.log";
    static_cast<void>(std::fflush(nullptr));  // or the child would write it again
    const pid_t child = fork();
    if (child == 0) {
      ::setenv("SVT_LOG", "3", 1);  // information and above
      ::setenv("SVT_LOG_FILE", log.c_str(), 1);
      try {
        open();
      } catch (...) {
        ::_exit(1);
      }
      static_cast<void>(std::fflush(nullptr));
      ::_exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
      return;
    }
    std::ifstream lines(log);
    constexpr std::string_view words = "asm level selected : up to ";
    for (std::string line; std::getline(lines, line);) {
      if (const std::size_t found = line.find(words); found != std::string::npos) {
        const std::size_t begin = found + words.size();
        selected_ = line.substr(begin, line.find(']', begin) - begin);
      }
    }
  }

  std::string text() const { return selected_.empty() ? "not told by its log" : selected_; }

  /// Refuses if the log does not say that the encoder kept to the level.
  void require_cap(std::uint32_t isa_level) const {
    const bool v2 = selected_.starts_with("sse") || selected_.starts_with("ssse") || selected_ == "c";
    const bool v3 = v2 || selected_.starts_with("avx2") || selected_ == "avx";
    if ((isa_level == 2 && !v2) || (isa_level == 3 && !v3)) {
      throw unsupported("SVT-AV1 is not limited to x86-64-v" + std::to_string(isa_level), "use_cpu_flags",
                        "its log says: " + text(), "use the SVT-AV1 that the plug-in was built for");
    }
  }

 private:
  std::string selected_;
};

}  // namespace crossfade::workloads
