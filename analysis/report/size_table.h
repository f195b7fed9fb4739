// Size advice as a table: machines that carry a demand, the cheapest first.
#pragma once

#include <vector>

#include "analysis/size_advice.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// One table for each workload and plan; one that says why where there is no choice.
std::vector<Table> size_tables(const SizeAdvice& advice);

}  // namespace crossfade::analysis
