// Cost values as a table: price per vCPU-hour, requests per unit of money, rank.
#pragma once

#include <vector>

#include "analysis/cost_value.h"
#include "analysis/table.h"

namespace crossfade::analysis {

Table value_table(const std::vector<ValueRow>& values);

}  // namespace crossfade::analysis
