// Issue width: the most operations that a core of a microarchitecture can begin in a cycle. Instructions may
// be more: a compare and its branch, or an instruction and a nop behind it, are fused into one operation, and
// of more than two no core makes one. Above two instructions an operation a count per cycle is no measurement
// of that core; above one it is rare (nops alone: 11.9 a cycle on Zen 4, which begins 6) and is remarked on.
// A width without a source decides nothing.
#pragma once

#include <cstdint>
#include <string_view>

namespace crossfade::collector {

struct IssueWidth {
  std::uint32_t per_cycle = 8;  ///< operations; of a CPU that is not in the table: the widest that is
  bool known = false;           ///< there is a row for the CPU
  bool sourced = false;         ///< and issue_width.cpp names where it is from
  std::uint32_t most_instructions() const { return 2 * per_cycle; }
};

/// `microarchitecture` as in CpuIdentity.
IssueWidth issue_width_of(std::string_view microarchitecture);

}  // namespace crossfade::collector
