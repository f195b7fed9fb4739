// Which code x264 takes: every encoder has a mask of CPU features, detected by default, from which it chooses
// its functions. The mask can be narrowed by whoever opens the encoder, and read back from it: no environment
// variable, and nothing is asked of cpuid here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "workloads/failure.h"

extern "C" {
#include <x264.h>
}

namespace crossfade::workloads {

class X264Path {
 public:
  explicit X264Path(std::uint32_t cpu) : cpu_(cpu) {}

  /// What a mask may keep under a cap. Level 4 keeps all: x264's AVX-512 code needs F, CD, BW, DQ and VL. The
  /// bits that say what is slow (unaligned loads, shuffles) choose between functions of one level and stay.
  static std::uint32_t allowed(std::uint32_t isa_level) {
    constexpr std::uint32_t above_v3 = X264_CPU_AVX512;
    constexpr std::uint32_t above_v2 = X264_CPU_AVX | X264_CPU_XOP | X264_CPU_FMA4 | X264_CPU_FMA3 |
                                       X264_CPU_BMI1 | X264_CPU_BMI2 | X264_CPU_AVX2 | X264_CPU_LZCNT;
    switch (isa_level) {
      case 2:
        return ~(above_v2 | above_v3);
      case 3:
        return ~above_v3;
      default:
        return ~std::uint32_t{0};
    }
  }

  /// Of the library that is loaded, as it writes it into every stream: "core 164 r3095 baee400".
  static std::string version(x264_t& encoder) {
    x264_nal_t* units = nullptr;
    int count = 0;
    x264_encoder_headers(&encoder, &units, &count);
    for (int i = 0; i < count; ++i) {
      const std::string_view payload(reinterpret_cast<const char*>(units[i].p_payload),
                                     static_cast<std::size_t>(units[i].i_payload));
      const std::size_t begin = payload.find("core ");
      const std::size_t end = payload.find(" - H.264");
      if (units[i].i_type == NAL_SEI && begin < end && end != std::string_view::npos) {
        return std::string(payload.substr(begin, end - begin));
      }
    }
    return "core " + std::to_string(X264_BUILD);
  }

  std::string text() const {
    if ((cpu_ & X264_CPU_AVX512) != 0) {
      return "AVX-512";
    }
    if ((cpu_ & X264_CPU_AVX2) != 0) {
      return "AVX2";
    }
    if ((cpu_ & X264_CPU_AVX) != 0) {
      return "AVX";
    }
    if ((cpu_ & X264_CPU_SSE42) != 0) {
      return "SSE4.2";
    }
    return (cpu_ & X264_CPU_SSSE3) != 0 ? "SSSE3" : (cpu_ & X264_CPU_SSE2) != 0 ? "SSE2" : "C";
  }

  /// Refuses if the encoder took features above the level all the same.
  void require_cap(std::uint32_t isa_level) const {
    if ((cpu_ & ~allowed(isa_level)) != 0) {
      throw unsupported("x264 is not limited to x86-64-v" + std::to_string(isa_level), "x264_param_t.cpu",
                        "it took " + text() + " although it was told not to",
                        "use the x264 that the plug-in was built for");
    }
  }

 private:
  std::uint32_t cpu_;
};

}  // namespace crossfade::workloads
