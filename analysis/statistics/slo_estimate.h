// SLO estimate: SLO throughput, the highest offered rate at which at most 1 % of the requests exceed their
// own class's objective, solved from recorded open-loop chunks. Requests per second. Estimated, not measured
// at that rate: a virtual queue with k servers is fed with Poisson arrivals and with the recorded service
// times and start delays. For run-to-completion work served first come, first served only. Start delays were
// met at the recorded rate, so the further the answer is from that, the less it says about stalls.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/statistics/interval.h"
#include "analysis/statistics/slo_problem.h"

namespace crossfade::statistics {

enum class SloState {
  solved,
  no_requests,        ///< nothing was recorded
  too_few_requests,   ///< fewer than 400: 1 % of them would be fewer than 4
  no_rate_meets_it,   ///< too many requests are late even if nobody queues: fastest_quantile_ns
  met_up_to_capacity  ///< still met at 99 % of capacity; rate_per_s is capacity, an upper bound
};

struct SloBlock {
  std::uint32_t block = 0;
  double exceedance = 0;            ///< of this block's queue at rate_per_s; they average to the allowed one
  std::optional<double> ln_rate{};  ///< jackknife pseudo-value of ln rate; absent = no interval
  std::optional<double> rate_without_per_s{};  ///< root of all other blocks; absent = there is none
};

struct SloEstimate {
  SloState state = SloState::no_requests;
  double rate_per_s = 0;      ///< solved: the root of the blocks' mean exceedance
  double capacity_per_s = 0;  ///< servers / mean (service + start delay), blocks weighing equally
  double fastest_quantile_ns =
      0;  ///< p99 (1 - allowed exceedance) of service + start delay: latency without queueing
  std::uint64_t requests = 0;  ///< recorded, in all chunks

  /// 95 %, between blocks: Student's t on the pseudo-values, B - 1 degrees of freedom (Tukey, 1958; Miller,
  /// Biometrika 61, 1974). Absent with a single block, and if the other blocks alone have no root for some
  /// block.
  std::optional<Interval> interval{};
  std::vector<SloBlock> blocks{};  ///< solved only, in order of their number

  double effective_tail_requests = 0;  ///< tail_support.h, at rate_per_s; solved only
  bool tail_supported = false;         ///< rests on at least 10
};

/// Deterministic in the problem, its seed included. About 0.1 s on one core for 2 million virtual requests.
SloEstimate estimate_slo_rate(const SloProblem& problem);

/// The same for a sample of service times without load, in order, e.g. of a closed loop: where to put the
/// first chunk. Requests take service_ns x slowdown under load (1 = as in the sample). A few ms; no interval.
SloEstimate predicted_slo_rate(std::span<const std::uint32_t> service_ns,
                               std::span<const std::uint8_t> request_class, std::uint32_t servers,
                               std::span<const double> objective_ns, double slowdown, std::uint64_t seed);

}  // namespace crossfade::statistics
