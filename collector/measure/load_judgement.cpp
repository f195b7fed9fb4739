#include "collector/measure/load_judgement.h"

#include <algorithm>

namespace crossfade::collector {
namespace {

constexpr std::uint64_t enough_per_worker = 20;  // to leave the longest one out

double mean_service_ns(const LoadAccount& account) {
  std::uint64_t requests = account.served, busy_ns = account.busy_ns;
  if (requests >= enough_per_worker * account.workers) {
    requests -= account.workers;
    busy_ns -= std::min(busy_ns, account.longest_ns);
  }
  return requests == 0 ? results::missing : static_cast<double>(busy_ns) / static_cast<double>(requests);
}

bool is_overloaded(const LoadAccount& account) {
  return offered_work_ns(account) >= static_cast<double>(account.duration_ns);  // NaN: not known to be
}

}  // namespace

double offered_work_ns(const LoadAccount& account) {
  return static_cast<double>(account.arrivals) * mean_service_ns(account) / account.workers;
}

bool is_saturated(const LoadAccount& account) {
  const auto duration = static_cast<double>(account.duration_ns);
  const double tolerated = std::max(0.01 * duration, 20 * mean_service_ns(account) / account.workers);
  const double backlog = static_cast<double>(account.last_start_ns) - duration;
  return (account.given_up || backlog > tolerated) && is_overloaded(account);
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
