// Outcome: what a comparison found, in one line: how many of its rows say what, what speaks against that,
// what capacity, SLO throughput and cost of each workload say, and where something is open, what to do next.
// Not a decision: rows are read one by one.
#pragma once

#include <string>

#include "analysis/comparison.h"
#include "analysis/cost.h"

namespace crossfade::analysis {

/// "In short, m7a.xlarge against m5.xlarge: 9 of 11 rows are resolved (9 better); 2 not. BUT: one host a side
/// ... tls_segment: capacity ...". `cost` may be of more comparisons than this one.
std::string outcome_text(const Comparison& comparison, const CostTable& cost);

}  // namespace crossfade::analysis
