// Counted rows: which rows of a comparison follow from counters, and what has to be said of them.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/estimate.h"
#include "analysis/process_run.h"

namespace crossfade::analysis {

/// These stand with a reason where nothing was counted.
inline constexpr std::array<std::string_view, 4> always_shown{
    "instructions_per_request", "cycles_per_request", "ipc", "context_switches_per_request"};

/// Did a recording of either side count what the metric (results/vocabulary/derived_metric) follows from?
bool is_counted_on_either(const WorkloadRuns& base, const WorkloadRuns& candidate, std::string_view metric);

/// What else follows from counters that a side has: rows of things that no side counts would only be in the
/// way.
std::vector<std::string> shown_where_counted(const WorkloadRuns& base, const WorkloadRuns& candidate);

/// Categories of top-down that a side counted the events of, in the order of the first that did.
std::vector<std::string_view> counted_categories(const WorkloadRuns& base, const WorkloadRuns& candidate);

/// Does the metric follow, on either side, from counters of the CPU and not from the kernel's own alone?
bool is_of_hardware_counters(std::string_view metric, const WorkloadRuns& base,
                             const WorkloadRuns& candidate);

/// Adds what a reader has to know of a side's value: that top-down is a hint there, that whole CPUs were
/// counted.
void caution_about_counters(const WorkloadRuns& side, std::string_view metric, Estimate& estimate);

}  // namespace crossfade::analysis
