// Load judgement: whether the rate that a load stage offered was too much for its workers. A backlog alone
// does not say so: one preemption of 15 ms leaves 15 requests of 1,000/s waiting that take 50 us to serve.
#pragma once

#include <cstdint>
#include <span>

#include "collector/protocol/rate_profile.h"
#include "results/recording.h"

namespace crossfade::collector {

/// What a stage came to. Times in ns; last_start_ns and duration_ns from its start.
struct LoadAccount {
  std::uint64_t arrivals = 0, duration_ns = 0;  ///< of the schedule
  std::uint32_t workers = 1;
  std::uint64_t served = 0, busy_ns = 0;  ///< requests, and the workers' time in them
  std::uint64_t outliers = 0,
                outliers_ns = 0;  ///< WorkerRecord::outlier_ns of the workers that have one, and their sum
  double service_sd_ns = results::missing;  ///< standard deviation of the requests' service times
  std::int64_t last_start_ns = 0;
  bool given_up = false;  ///< at the drain limit
  /// Of such schedules on average; missing if chance has no part in `arrivals`.
  double mean_arrivals = results::missing;
};

/// How long the workers would need for all arrivals if they never waited: arrivals * mean service / workers.
/// Outliers are left out of the mean, so that one standstill inside of a request is no work; with fewer than
/// 20 requests per worker one is no outlier, and none is left out. NaN if nothing was served.
double offered_work_ns(const LoadAccount& account);

/// A standing backlog: the last request began later than 1 % of the duration after the end, and later than
/// chance leaves in a stable queue (20 mean service times shared by the workers), and the work offered takes
/// longer than the stage: no queue could have drained.
///
/// A stage of fewer than 400 such shares of a mean service time could hardly be saturated by that. So a
/// backlog of 5 % of the duration is enough if neither the luck of the arrivals nor that of the service times
/// explains the work offered: with no more arrivals than `mean_arrivals`, and with a mean service that is
/// 1.645 of its standard errors shorter (a one-sided 95 % bound by the normal approximation, of at least 10
/// requests), it still takes longer than the stage. A short stage of few requests that vary much is therefore
/// not called saturated unless it is so by far: it is too short to tell.
bool is_saturated(const LoadAccount& account);

/// `saturated`; `aborted` = given up although the work offered would have fitted in: the workers stood still
/// (a paused machine, a stopped process), and what they did not serve is missing; otherwise `ok`.
results::StageOutcome outcome_of(const LoadAccount& account);

/// Of a stage whose rate follows `steps`. Given up it is `saturated` if workers that never stood still would
/// have had work left as well: a fluid queue fed with the requests that are never shed, `kept_per_s` times
/// the step's factor, of the mean service and a tenth more. Otherwise `aborted`, as above.
results::StageOutcome spike_outcome(const LoadAccount& account, std::span<const RateStep> steps,
                                    double kept_per_s);

}  // namespace crossfade::collector
