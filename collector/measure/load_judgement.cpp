#include "collector/measure/load_judgement.h"

#include <algorithm>
#include <cmath>

namespace crossfade::collector {
namespace {

constexpr std::uint64_t enough_per_worker = 20;  // to leave outliers out

double mean_service_ns(const LoadAccount& account) {
  std::uint64_t requests = account.served, busy_ns = account.busy_ns;
  if (requests >= enough_per_worker * account.workers) {
    requests -= account.outliers;
    busy_ns -= std::min(busy_ns, account.outliers_ns);
  }
  return requests == 0 ? results::missing : static_cast<double>(busy_ns) / static_cast<double>(requests);
}

bool is_overloaded(const LoadAccount& account) {
  return offered_work_ns(account) >= static_cast<double>(account.duration_ns);  // NaN: not known to be
}

// A backlog of 5 % says little alone: at nine tenths of capacity M/M/k leaves more than x mean service times
// shared by the workers with a probability of at most exp(-x / 10): 14 % for the usual 20, but 90 % for the
// one that is 5 % of a stage as long as those 20. What keeps false alarms rare is what is asked of the work
// besides: at nine tenths the mean service would have to come out a ninth and 1.645 of its standard errors
// too long, which is beyond the 5 % of the bound.
constexpr double short_stage_share = 0.05;
constexpr double one_sided_95 = 1.645;
constexpr std::uint64_t enough_for_the_bound = 10;

/// What was offered at least, if arrivals and service times were drawn unluckily. NaN if that is not known.
double least_offered_work_ns(const LoadAccount& account) {
  if (account.served < enough_for_the_bound) return results::missing;
  const auto arrivals = static_cast<double>(account.arrivals);
  const double standard_error = account.service_sd_ns / std::sqrt(static_cast<double>(account.served));
  return std::fmin(arrivals, account.mean_arrivals) *  // fmin: the one that is not missing
         (mean_service_ns(account) - one_sided_95 * standard_error) / account.workers;
}

}  // namespace

double offered_work_ns(const LoadAccount& account) {
  return static_cast<double>(account.arrivals) * mean_service_ns(account) / account.workers;
}

bool is_saturated(const LoadAccount& account) {
  const auto duration = static_cast<double>(account.duration_ns);
  const double usual = std::max(0.01 * duration, 20 * mean_service_ns(account) / account.workers);
  const double backlog = static_cast<double>(account.last_start_ns) - duration;
  if ((account.given_up || backlog > usual) && is_overloaded(account)) return true;
  return backlog > short_stage_share * duration && least_offered_work_ns(account) >= duration;
}

results::StageOutcome outcome_of(const LoadAccount& account) {
  if (is_saturated(account)) return results::StageOutcome::saturated;
  return account.given_up ? results::StageOutcome::aborted : results::StageOutcome::ok;
}

results::StageOutcome spike_outcome(const LoadAccount& account, std::span<const RateStep> steps,
                                    double kept_per_s) {
  if (!account.given_up) return results::StageOutcome::ok;
  const double work_per_request = 1.1e-9 * mean_service_ns(account) / account.workers;  // seconds of a worker
  double backlog_ns = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::uint64_t end_ns = i + 1 < steps.size() ? steps[i + 1].from_ns : account.duration_ns;
    const double load = kept_per_s * steps[i].factor * work_per_request;
    backlog_ns = std::max(0.0, backlog_ns + (load - 1) * static_cast<double>(end_ns - steps[i].from_ns));
  }
  // NaN: nothing was served, so nothing is known to be too much.
  return backlog_ns > 0 ? results::StageOutcome::saturated : results::StageOutcome::aborted;
}

}  // namespace crossfade::collector
