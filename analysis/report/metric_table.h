// Metric table: one workload of a comparison, a row a metric; and a metric's name with what it is bound to.
#pragma once

#include <string>
#include <string_view>

#include "analysis/comparison.h"
#include "analysis/table.h"

namespace crossfade::analysis {

/// `several`: other candidates have tables of their own, so the title names this one.
Table metric_table(const Comparison& comparison, const WorkloadComparison& workload, bool several);

/// True of "at 1,000/s (10 %)": what the share is of has to be said.
bool has_rate_share(std::string_view context);

/// "p99 latency at 1,000/s (10 %)", "capacity, 2 threads".
std::string metric_text(std::string_view metric, std::string_view context);

}  // namespace crossfade::analysis
