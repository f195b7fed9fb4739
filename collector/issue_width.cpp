#include "collector/issue_width.h"

#include <algorithm>
#include <array>

namespace crossfade::collector {
namespace {

struct Row {
  std::string_view microarchitecture;
  std::uint32_t per_cycle;
  bool sourced;
};

// Sourced, from Linux 6.12 tools/perf/pmu-events/arch/x86: what the top-down metrics multiply cycles with to
// get slots: skylakex (Cascade Lake's too) 4, amdzen4 6, amdzen5 8; what they multiply cycles without an
// operation with: icelakex 5, sapphirerapids, emeraldrapids and graniterapids 6. Not sourced, known by
// hearsay alone: Haswell, Broadwell, Cooper Lake, Ice Lake-D, Sierra Forest and, dispatched, Zen 1 to 3, of
// which no list of the kernel has slots.
constexpr std::array widths{
    Row{"Skylake-SP", 4, true},      Row{"Cascade Lake", 4, true},   Row{"Ice Lake-SP", 5, true},
    Row{"Sapphire Rapids", 6, true}, Row{"Emerald Rapids", 6, true}, Row{"Granite Rapids", 6, true},
    Row{"Zen 4", 6, true},           Row{"Zen 5", 8, true},          Row{"Haswell", 4, false},
    Row{"Broadwell", 4, false},      Row{"Cooper Lake", 4, false},   Row{"Ice Lake-D", 5, false},
    Row{"Sierra Forest", 6, false},  Row{"Zen 1", 6, false},         Row{"Zen 1+", 6, false},
    Row{"Zen 2", 6, false},          Row{"Zen 3", 6, false},
};

}  // namespace

IssueWidth issue_width_of(std::string_view microarchitecture) {
  const auto* const found = std::find_if(widths.begin(), widths.end(), [&](const Row& row) {
    return row.microarchitecture == microarchitecture;
  });
  return found == widths.end() ? IssueWidth{} : IssueWidth{found->per_cycle, true, found->sourced};
}

}  // namespace crossfade::collector
