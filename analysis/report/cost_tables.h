// Cost as tables: cost per million requests within the objective, and break-even prices.
#pragma once

#include <vector>

#include "analysis/cost.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// Empty if there is nothing to say of cost.
std::vector<Table> cost_tables(const CostTable& cost);

}  // namespace crossfade::analysis
