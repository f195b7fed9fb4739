// Mix cost: what the requests of a declared mix cost together, formed per host before sides are compared, as
// in a verdict (analysis/verdict/cost_sample.h) but without gates or decision. Rests on SLO throughputs that
// are solved: a side that has only a grid has none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/cost.h"
#include "analysis/verdict/cost_sample.h"
#include "analysis/verdict/mix.h"

namespace crossfade::analysis {

struct MixCostRow {
  std::string side, plan;
  std::optional<Price> price;
  Estimate per_million;  ///< requests of the mix, in its proportions, within their objectives
  Ratio cost_ratio;      ///< to the baseline; absent without a reason in its own row
  Ratio break_even;      ///< price ratio to the baseline below which the side is cheaper; needs no price
};

struct MixCost {
  std::string name;
  std::vector<SpendShare> shares;  ///< of the baseline's spend
  std::vector<MixCostRow> rows;    ///< a side and plan each, as in the cost table
  std::vector<std::string> notes;
};

/// `cost` gives the prices. Errors: data, if the mix names a workload that the sides do not share.
results::Result<MixCost> mix_cost(const std::vector<Comparison>& comparisons, const CostTable& cost,
                                  const Mix& mix, const CompareOptions& options);

}  // namespace crossfade::analysis
