// Verification: the one look below the SLO throughput that is taken after the last block, in a fresh process.
// Where and how long follows from all chunks; what it says is decided at the desk (analysis/statistics/
// slo_verification) and never changes the estimate. Pure; a tenth of a second.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Where less is left of a budget no look is begun; looks of fast workloads take about as long.
inline constexpr std::uint64_t shortest_look_ns = 1'000'000'000;

struct VerificationLook {
  std::optional<double> rate_per_s;  ///< 95 % of the SLO throughput, or 90 % where that takes too long
  std::uint64_t duration_ns = 0;
  std::string not_taken_because;
};

/// What a recording calls a look that was not taken: "verification of tls_segment".
std::string verification_subject(const PlannedWorkload& workload);

/// `workload`: index into Plan::workloads. At 95 % a look needs 1,700 independent requests, at 90 % 400; as
/// many times more as neighbours in the queue are alike (design effect of the p99).
VerificationLook verification_look(const Plan& plan, const results::Recording& recorded,
                                   std::uint32_t workload);

}  // namespace crossfade::collector
