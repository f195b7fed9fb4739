// Regression gate: bounds on ratios for continuous integration: "p99<=+5%,capacity>=-2%". Three outcomes as
// for a verdict: kept, broken, or open. What is not proven worse is open, never kept. One broken bound fails
// the gate, so a bound is broken only by the interval that holds for all its rows together; that all are kept
// needs no such width.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/statistics/interval.h"
#include "results/error.h"

namespace crossfade::analysis {

struct Bounded {
  std::string asked;    ///< as the user wrote it: "p99<=+5%"
  std::string metric;   ///< id in results/vocabulary
  bool is_most = true;  ///< the ratio may be at most `ratio`; else at least
  double ratio = 1;
};

enum class BoundState { kept, broken, open };

struct BoundResult {
  Bounded bound;
  std::string workload, context;
  Ratio ratio;
  /// Holds for all rows of the gate together, by which a bound is broken.
  std::optional<statistics::Interval> simultaneous = {};
  BoundState state = BoundState::open;
  std::string because = {};  ///< of what is open
};

/// Errors: usage, with what can be bounded.
results::Result<std::vector<Bounded>> parse_bounds(std::string_view text);

/// Every bound on every context of `workloads` that has the metric; what a workload lacks is an open row, and
/// so is an SLO throughput that a verdict would not take: from less than 16 s, contradicted, or read off a
/// grid. `workloads` empty: all, those on one side only as open rows.
std::vector<BoundResult> check_bounds(const Comparison& comparison, const std::vector<Bounded>& bounds,
                                      const std::vector<std::string>& workloads = {});

/// Nothing is kept or broken where the evidence itself is in question.
void hold_open(std::vector<BoundResult>& results, const std::string& because);

/// 0 all kept, 1 one is broken, 2 one is open.
int exit_code(const std::vector<BoundResult>& results);
std::string_view state_text(BoundState state);

}  // namespace crossfade::analysis
