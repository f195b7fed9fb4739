// SLO prediction: where the SLO throughput of a workload may lie, from what is recorded already, so that the
// chunk it is solved from can be run near it. Requests per second. Never a result: the report solves it from
// the chunks (analysis/statistics/slo_estimate).
#pragma once

#include <cstdint>
#include <optional>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

/// For the process of `repetition` (index into recorded.repetitions): the median of what the clean chunks of
/// earlier processes say one by one, or where none is clean three and more that are not void, but at least
/// half of what service times say; the latter where there is no chunk; a share of the capacity where there is
/// nothing, or where no rate meets the objectives. nullopt without a capacity.
std::optional<double> predicted_slo_rate_per_s(const Plan& plan, const results::Recording& recorded,
                                               std::uint32_t repetition);

}  // namespace crossfade::collector
