// Issue width: the most operations that a core of a microarchitecture can begin in a cycle. Instructions may
// be more where a compare and its branch, or an instruction and a nop behind it, are fused into one operation
// (nops alone: 11.9 a cycle on Zen 4, which begins 6); requests of a service, of which most instructions are
// not of a pair, do not get there. A width without a source decides nothing below the widest that has one.
#pragma once

#include <cstdint>
#include <string_view>

namespace crossfade::collector {

struct IssueWidth {
  std::uint32_t per_cycle = 8;  ///< operations; of a CPU that is not in the table: widest_core
  bool known = false;           ///< there is a row for the CPU
  bool sourced = false;         ///< and issue_width.cpp names where it is from
};

/// Of all cores of which the width has a source.
inline constexpr std::uint32_t widest_core = 8;

/// `microarchitecture` as in CpuIdentity.
IssueWidth issue_width_of(std::string_view microarchitecture);

}  // namespace crossfade::collector
