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

}  // namespace crossfade::collector
