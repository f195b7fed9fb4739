// Raw code: what perf_event_attr.config says on x86 when the type is PERF_TYPE_RAW. Intel and AMD share one
// layout (/sys/bus/event_source/devices/cpu/format); what an event number means is another matter on each
// microarchitecture: event_code.h.
#pragma once

#include <cstdint>
#include <string>

namespace crossfade::results {

struct RawCode {
  std::uint32_t event = 0;  ///< 8 bits on Intel, 12 on AMD
  std::uint32_t umask = 0;  ///< 8 bits; which kinds of the event are added up
  std::uint32_t cmask = 0;  ///< 8 bits; count cycles with at least so many; 0 = count occurrences
  bool inverted = false;    ///< count cycles with fewer than cmask instead
  bool edge = false;        ///< count how often it begins
  bool any_thread = false;  ///< of both hyperthreads (Intel up to Cascade Lake)
  friend bool operator==(const RawCode&, const RawCode&) = default;
};

constexpr std::uint64_t config_of(const RawCode& code) {
  return (code.event & 0xffU) | (std::uint64_t{code.umask & 0xffU} << 8U) |
         (std::uint64_t{code.edge ? 1U : 0U} << 18U) | (std::uint64_t{code.any_thread ? 1U : 0U} << 21U) |
         (std::uint64_t{code.inverted ? 1U : 0U} << 23U) | (std::uint64_t{code.cmask & 0xffU} << 24U) |
         (std::uint64_t{(code.event >> 8U) & 0xfU} << 32U);
}

/// Bits that are none of the members are dropped: config_of(decoded(c)) == c says that there were none.
constexpr RawCode decoded(std::uint64_t config) {
  const auto bits = [config](unsigned from, std::uint64_t mask) {
    return static_cast<std::uint32_t>((config >> from) & mask);
  };
  return {bits(0, 0xff) | (bits(32, 0xf) << 8U),
          bits(8, 0xff),
          bits(24, 0xff),
          bits(23, 1) != 0,
          bits(18, 1) != 0,
          bits(21, 1) != 0};
}

/// "event 0xa3, umask 0x14, cmask 20"
std::string to_text(const RawCode& code);

}  // namespace crossfade::results
