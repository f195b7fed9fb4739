// Cost value: the rows of a cost table in other words: price per vCPU-hour, requests per unit of money, and
// rank. A vCPU is a core on some types and a hyperthread on others, so its price says nothing of work.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/cost.h"

namespace crossfade::analysis {

struct ValueRow {
  std::string workload, side, plan, currency;
  Estimate per_vcpu_hour;      ///< without an interval: published figures
  std::string vcpu_is;         ///< "core", "hyperthread", or empty where that is not known
  Estimate requests_per_unit;  ///< within the objective, for one unit of the currency
  /// Among the sides of its workload, plan and currency, 1 is the cheapest; a price that was given is of any
  /// plan. Shared with the one before where the order of the two is not resolved.
  std::optional<std::uint32_t> rank;
  bool rank_is_shared = false;
};

/// Row by row as in the cost table.
std::vector<ValueRow> cost_values(const std::vector<Comparison>& comparisons, const CostTable& cost);

}  // namespace crossfade::analysis
