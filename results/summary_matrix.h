// Summary matrices: the few figures per stage and per workload that a fast scan of many recordings wants,
// computed from the recording when it is published. Redundant by design: definitions, no analysis, no
// intervals; NaN where a figure does not exist.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "results/recording.h"

namespace crossfade::results {

struct SummaryMetric {
  std::string_view id, unit, long_name;
};

std::span<const SummaryMetric> summary_metrics();   ///< per stage
std::span<const SummaryMetric> overview_metrics();  ///< per workload

using SummaryRow = std::vector<double>;
/// The figures of one stage, in the order of summary_metrics(). `latency` and `service`: its distributions
/// over all classes, nullptr if it has none.
SummaryRow summary_of(const Stage& stage, const Distribution* latency, const Distribution* service);

/// One row per workload. `summaries`: a row per stage.
std::vector<SummaryRow> overview_of(const Recording& recording, std::span<const SummaryRow> summaries);

}  // namespace crossfade::results
