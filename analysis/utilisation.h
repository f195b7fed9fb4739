// Utilisation: what requests cost where a side is run: at its SLO throughput, at a CPU target as autoscalers
// have it, and at capacity; and what a CPU target on the baseline is worth on a candidate. A busy vCPU is not
// a part of the peak: where vCPUs are hyperthreads the first half of them does most of the work, so the same
// target leaves less room than it seems to. docs/methodology.md has the rule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/busy_curve.h"
#include "analysis/cost.h"

namespace crossfade::analysis {

struct UtilisationRow {
  std::string workload, side, plan;
  Estimate slo_cost;       ///< per million requests within the objective, as in the cost table
  Estimate capacity_cost;  ///< per million requests served with all CPUs busy, however late
  /// At the CPU target, where one was asked for: served, part of the peak, cost per million served.
  Estimate target_per_s, share_of_peak, target_cost;
  /// CPU target at which a candidate serves the part of its peak that the baseline serves at its own.
  Estimate same_share_target;
  bool target_is_beyond_slo = false;  ///< requests miss their objective there
};

struct UtilisationTable {
  std::optional<double> cpu_target;  ///< share of CPUs busy
  std::vector<UtilisationRow> rows;  ///< as those of the cost table
  std::vector<std::string> notes;
};

UtilisationTable utilisation(const std::vector<Comparison>& comparisons, const CostTable& cost,
                             std::optional<double> cpu_target);

}  // namespace crossfade::analysis
