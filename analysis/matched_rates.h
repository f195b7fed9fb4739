// Matched rates: the offered rates per second at which the latency of two sides is compared, the lowest and
// the highest that both kept up with and that neither is near its limit at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/process_run.h"

namespace crossfade::analysis {

/// Beyond this share of capacity the tail is the queue.
inline constexpr double highest_matched_load = 0.7;

struct MatchedRates {
  std::optional<double> low, high;      ///< no `high` where there is one rate only
  std::optional<double> base_capacity;  ///< with all workers, only to say what the rates are of it
};

/// Offered rates at which no process run of the workload fell behind, ascending.
std::vector<double> kept_up_rates(const WorkloadRuns& workload);

/// `most_per_s`: what the networks of both carry, where that is known: no service sees rates beyond it.
MatchedRates matched_rates(const WorkloadRuns& base, const WorkloadRuns& candidate,
                           std::optional<double> most_per_s = {});

/// "at 1,000/s (40 %)", of the capacity if it is known.
std::string rate_context(double rate_per_s, const std::optional<double>& capacity);

}  // namespace crossfade::analysis
