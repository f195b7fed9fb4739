// Metric table: one workload of a comparison, a row a metric; and a metric's name with what it is bound to.
#pragma once

#include <string>
#include <string_view>

#include "analysis/comparison.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// `several`: other candidates have tables of their own, so the title names this one.
Table metric_table(const Comparison& comparison, const WorkloadComparison& workload, bool several);

/// "p99 latency at 1,000/s (10 %)", "capacity, 2 threads".
std::string metric_text(std::string_view metric, std::string_view context);

}  // namespace crossfade::analysis
