#include "analysis/statistics/tail_support.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "analysis/statistics/virtual_queue.h"

namespace crossfade::statistics {
namespace {

/// Who was served in the present busy period, and what the late requests in it owe to each.
class BusyPeriod {
 public:
  explicit BusyPeriod(std::vector<double>& carried) : carried_(carried) {}

  void add(std::uint32_t number, double busy_ns) {
    const double weight = busy_ns * busy_ns;
    weight_ += weight;
    members_.push_back({number, weight, 0});
  }
  /// The request that was added last is late; those before it and itself carry it.
  void late() {
    members_.back().share += 1 / weight_;
    any_late_ = true;
  }
  void end() {
    if (any_late_) {
      double later_share = 0;
      for (auto member = members_.rbegin(); member != members_.rend(); ++member) {
        later_share += member->share;
        carried_[member->number] += member->weight * later_share;
      }
    }
    members_.clear();
    weight_ = 0;
    any_late_ = false;
  }

 private:
  struct Member {
    std::uint32_t number;
    double weight, share;
  };
  std::vector<double>& carried_;
  std::vector<Member> members_;
  double weight_ = 0;
  bool any_late_ = false;
};

/// Servers that know what they are busy with.
class NamedServers {
 public:
  struct Server {
    double free_at_ns = 0, busy_ns = 0;
    std::uint32_t number = 0;
  };
  explicit NamedServers(std::uint32_t count) : servers_(count) {}
  double start(double arrival_ns, double busy_ns) {
    last_ = earliest();
    const double begin = std::max(arrival_ns, servers_[last_].free_at_ns);
    servers_[last_] = {begin + busy_ns, busy_ns, 0};
    return begin;
  }
  double earliest_free() const { return servers_[earliest()].free_at_ns; }
  /// Of the request that was started last.
  void name(std::uint32_t number) { servers_[last_].number = number; }
  /// Those that were busy when it found a server free.
  template <class Visit>
  void busy_beside(double start_ns, Visit&& visit) const {
    for (std::size_t j = 0; j < servers_.size(); ++j) {
      if (j != last_ && servers_[j].free_at_ns > start_ns) visit(servers_[j]);
    }
  }
  double last_start_ns() const { return servers_[last_].free_at_ns - servers_[last_].busy_ns; }

 private:
  std::size_t earliest() const {
    std::size_t first = 0;
    for (std::size_t j = 1; j < servers_.size(); ++j) {
      if (servers_[j].free_at_ns < servers_[first].free_at_ns) first = j;
    }
    return first;
  }

  std::vector<Server> servers_;
  std::size_t last_ = 0;
};

std::vector<double> carried_requests(const VirtualRun& run, std::uint32_t servers, double rate_per_s) {
  const std::size_t requests = run.unit_gaps.size() / 2,
                    warm_up = virtual_warm_up(requests);  // enough for it
  std::vector<double> carried(run.recorded, 0);
  BusyPeriod period(carried);
  NamedServers queue(servers);
  const auto visit = [&](std::size_t i, std::size_t index, double wait_ns, const VirtualStall* stall) {
    const auto busy_ns = static_cast<double>(run.busy_ns[index]);
    const double queued_ns = stall == nullptr ? wait_ns : wait_ns - stall->delay_ns;
    if (!(queued_ns > 0)) {  // a busy period can begin only here, beside those who are being served
      period.end();
      queue.busy_beside(queue.last_start_ns(),
                        [&](const NamedServers::Server& other) { period.add(other.number, other.busy_ns); });
    }
    queue.name(stall != nullptr ? stall->number : run.number[index]);
    if (stall != nullptr) period.add(stall->number, stall->delay_ns);
    period.add(run.number[index], busy_ns);
    if (i < warm_up || wait_ns <= static_cast<double>(run.slack_ns[index])) return;
    if (run.slack_ns[index] < 0) {
      carried[run.number[index]] += 1;
    } else {
      period.late();
    }
  };
  feed_virtual_queue(run, rate_per_s, requests, servers, queue, visit);
  period.end();
  return carried;
}

}  // namespace

double effective_tail_requests(std::span<const VirtualRun> runs, std::uint32_t servers, double rate_per_s) {
  double sum = 0, squares = 0;
  for (const VirtualRun& run : runs) {
    const auto virtual_requests = static_cast<double>(run.unit_gaps.size());
    for (const double c : carried_requests(run, servers, rate_per_s)) {
      sum += c / virtual_requests;
      squares += c / virtual_requests * (c / virtual_requests);
    }
  }
  return squares > 0 ? sum * sum / squares : 0;
}

}  // namespace crossfade::statistics
