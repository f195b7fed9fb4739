// Caveats: what speaks against a whole comparison, in a few words each, the strongest first: for its one
// line. What is to be said of single rows stands beside them.
#pragma once

#include <string>
#include <vector>

#include "analysis/comparison.h"

namespace crossfade::analysis {

/// Capacity and SLO throughput: what a decision is read from.
bool is_headline(const MetricComparison& row);

/// Of the stages behind a row, of the side with the larger one.
double disturbed_share(const MetricComparison& row);

/// One of the sides was, for most of what is said of it.
bool is_too_disturbed(const Comparison& comparison);

/// "disturbed 12 % | 35 % of the time (baseline | candidate)", "one host a side: ..."; empty = nothing does.
std::vector<std::string> caveats(const Comparison& comparison);

}  // namespace crossfade::analysis
