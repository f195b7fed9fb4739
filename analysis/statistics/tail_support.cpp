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

struct Server {
  double free_at_ns = 0, busy_ns = 0;
  std::uint32_t number = 0;
};

std::vector<double> carried_requests(const VirtualRun& run, std::uint32_t servers, double rate_per_s) {
  const std::size_t requests = run.unit_gaps.size() / 2, warm_up = virtual_warm_up(requests);  // enough for it
  std::vector<double> carried(run.recorded, 0);
  BusyPeriod period(carried);
  std::vector<Server> taken(servers);
  const double mean_gap_ns = 1e9 / rate_per_s;
  double now_ns = 0;
  std::size_t i = 0;
  for (const std::size_t first : run.piece_starts) {
    for (std::size_t index = first; i < requests && index < first + run.piece_length; ++i, ++index) {
      now_ns += static_cast<double>(run.unit_gaps[i]) * mean_gap_ns;
      Server& server = *std::min_element(taken.begin(), taken.end(), [](const Server& a, const Server& b) {
        return a.free_at_ns < b.free_at_ns;
      });
      const double wait_ns = std::max(0.0, server.free_at_ns - now_ns);
      const double busy_ns = static_cast<double>(run.busy_ns[index]);
      server = {now_ns + wait_ns + busy_ns, busy_ns, run.number[index]};
      if (wait_ns == 0) {
        period.end();
        for (const Server& other : taken) {
          if (&other != &server && other.free_at_ns > now_ns) period.add(other.number, other.busy_ns);
        }
      }
      period.add(server.number, busy_ns);
      if (i < warm_up || wait_ns <= static_cast<double>(run.slack_ns[index])) continue;
      if (run.slack_ns[index] < 0) {
        carried[server.number] += 1;
      } else {
        period.late();
      }
    }
  }
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
