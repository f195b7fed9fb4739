// Outcome: what a comparison found, in one line: how many of its rows say what, and what capacity and SLO
// throughput of each workload say; where nothing is resolved, why. Not a decision: rows are read one by one.
#pragma once

#include <string>

#include "analysis/comparison.h"

namespace crossfade::analysis {

/// "In short, m7a.xlarge against m5.xlarge: 9 of 11 rows are resolved (9 better); 2 not. tls_segment:
/// capacity ...".
std::string outcome_text(const Comparison& comparison);

}  // namespace crossfade::analysis
