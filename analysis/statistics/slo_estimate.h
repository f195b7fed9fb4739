// SLO estimate: SLO throughput, the highest offered rate at which at most 1 % of the requests exceed their
// own class's objective, solved from recorded open-loop chunks. Requests per second. Estimated, not measured
// at that rate: a virtual queue with k servers is fed with Poisson arrivals and with the recorded service
// times and start delays. For run-to-completion work served first come, first served only. How stalls of idle
// servers are carried to another rate: idle_stalls.h. What was not recorded is not in it: events rarer than
// about 3 / requests.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/statistics/interval.h"
#include "analysis/statistics/slo_problem.h"

namespace crossfade::statistics {

/// Of capacity: no higher rate is tried. Nearer to it the virtual queues are too short to show their tails.
inline constexpr double highest_tried_utilisation = 0.99;

/// Blocks weigh equally, however few of their requests were kept; a stage that was given up keeps those
/// before the first that was never served. One late request of 50 is 2 % of its block, and where it is one of
/// eight a quarter of the 1 % that all may have together; of a dozen it would be all of it.
inline constexpr std::uint64_t fewest_requests_in_block = 50;

/// Of the interval of ln rate. Simulated machines whose intervals are usually wider have median errors of up
/// to 8 %, the others of at most 1 %, from 16 s and more (docs/methodology.md, section 6). A narrow interval
/// of one recording does not prove that its machine is of the second kind.
inline constexpr double widest_fine_half_width = 0.25;

enum class SloState {
  solved,
  no_requests,        ///< nothing was recorded
  too_few_requests,   ///< fewer than 400 in the blocks that count: 1 % of them would be fewer than 4
  no_rate_meets_it,   ///< too many requests are late even if nobody queues: fastest_quantile_ns
  met_up_to_capacity  ///< still met at the highest rate tried; rate_per_s is capacity, an upper bound
};

struct SloBlock {
  std::uint32_t block = 0;
  double exceedance = 0;  ///< of this block's queue at rate_per_s; they average to the allowed one
  /// What the block contributes to ln rate: ln rate_per_s - (exceedance / mean exceedance - 1) / slope, where
  /// the slope of ln exceedance is the mean one over the interval. The values' mean is ln rate_per_s, and
  /// Student's t on them is as wide as the interval. Absent with a single block and if the interval has no
  /// lower end.
  std::optional<double> ln_rate{};
};

struct SloEstimate {
  SloState state = SloState::no_requests;
  double rate_per_s = 0;      ///< solved: the root of the blocks' mean exceedance
  double capacity_per_s = 0;  ///< servers / mean busy time, blocks weighing equally; idle stalls are no work
  double fastest_quantile_ns = 0;  ///< p99 (1 - allowed exceedance) of latency at vanishing load
  std::uint64_t requests = 0;      ///< recorded, in all chunks of the blocks that count
  /// Those with fewer than fewest_requests_in_block, in order of their number. What kept them so short is in
  /// nothing here: without them the rate is rather too high.
  std::vector<std::uint32_t> blocks_left_out{};

  /// 95 %, between blocks, by inverting a test: the rates at which Student's t on the blocks' exceedances (B
  /// - 1 degrees of freedom, logarithm of the mean by the delta method) does not exclude the allowed one. Low
  /// is 0 if it does so at no rate, high is capacity if it does so at none up to there. Absent with a single
  /// block.
  std::optional<Interval> interval{};
  std::vector<SloBlock> blocks{};  ///< that count; solved only, in order of their number

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
