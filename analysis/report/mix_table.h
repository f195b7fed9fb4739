// The cost of a mix as a table.
#pragma once

#include "analysis/mix_cost.h"
#include "analysis/table.h"

namespace crossfade::analysis {

Table mix_table(const MixCost& mix);

}  // namespace crossfade::analysis
