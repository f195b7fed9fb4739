// Tail guard: whether requests stay as fast. Cheaper requests that take longer at the load they have now are
// no bargain: p99 at matched load may not grow by more than the policy allows, unless the candidate keeps
// half of the objective anyway. It is never violated by fewer than three hosts a side: what tails differ by
// between hosts is then the 5 % that R1 assumes, which is of throughputs.
#pragma once

#include <string>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/verdict/policy.h"

namespace crossfade::analysis {

enum class TailGuard { holds, violated, open };

struct TailGuardResult {
  TailGuard state = TailGuard::open;
  std::string found;  ///< for people: the row that decides, or why it is open
};

/// Of all workloads together: violated if one is with confidence, held if all are. `level`: of two-sided
/// intervals (decision_level()).
TailGuardResult tail_guard(const Comparison& comparison, const std::vector<std::string>& workloads,
                           const Policy& policy, double level = 0.05);

}  // namespace crossfade::analysis
