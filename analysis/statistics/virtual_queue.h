// Virtual queue: a first-come-first-served queue with k servers in virtual time, by the recursion of Kiefer
// and Wolfowitz (1955) as in queue_replay.h, fed with a virtual run at a rate. Times in ns. It has a
// stationary state only below capacity, k / mean busy time; above, its backlog grows with its length. A few
// ns a request.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "analysis/statistics/virtual_run.h"

namespace crossfade::statistics {

/// When each of at most Slots servers is free, in order; kept without branches.
template <std::size_t Slots>
class FewServers {
 public:
  explicit FewServers(std::uint32_t count) {
    for (std::size_t j = count; j < Slots; ++j) free_at_[j] = std::numeric_limits<double>::infinity();
  }
  /// The time at which a request of that arrival starts on the earliest free server.
  double start(double arrival_ns, double busy_ns) {
    const double begin = std::max(arrival_ns, free_at_[0]);
    double end = begin + busy_ns;
    for (std::size_t j = 1; j < Slots; ++j) {  // the first leaves, `end` sinks to its place
      free_at_[j - 1] = std::min(end, free_at_[j]);
      end = std::max(end, free_at_[j]);
    }
    free_at_[Slots - 1] = end;
    return begin;
  }
  double earliest_free() const { return free_at_[0]; }

 private:
  std::array<double, Slots> free_at_{};
};

/// The same for any number, as a min-heap.
class ManyServers {
 public:
  explicit ManyServers(std::uint32_t count) : free_at_(count, 0.0) {}
  double start(double arrival_ns, double busy_ns) {
    std::pop_heap(free_at_.begin(), free_at_.end(), std::greater<>{});
    const double begin = std::max(arrival_ns, free_at_.back());
    free_at_.back() = begin + busy_ns;
    std::push_heap(free_at_.begin(), free_at_.end(), std::greater<>{});
    return begin;
  }
  double earliest_free() const { return free_at_.front(); }

 private:
  std::vector<double> free_at_;
};

/// visit(i, index, wait_ns, stall) for virtual requests i = 0 ... requests - 1; index is into the run's
/// busy_ns and slack_ns; wait from the arrival on until busy_ns begins; stall = null, or what its server
/// stood still for before that, which is part of the wait. A stall of an idle server waits for a request that
/// finds one idle: behind a queue it would add to it, which the standstills within service times do already.
/// Those of its neighbours, of one standstill of several servers, come with it.
template <class Servers, class Visit>
void feed_virtual_queue(const VirtualRun& run, double rate_per_s, std::size_t requests, std::uint32_t servers,
                        Servers& queue, Visit&& visit) {
  std::vector<VirtualStall> stalls =
      virtual_stalls(run.idle_stalls, run.unit_gaps.size(), requests, rate_per_s, run.recorded_per_s,
                     run.mean_busy_ns, servers);
  stalls.push_back({std::numeric_limits<std::size_t>::max(), 0, 0});
  const VirtualStall* next_stall = stalls.data();
  const double mean_gap_ns = 1e9 / rate_per_s;
  double now_ns = 0;
  std::size_t i = 0, same_standstill = 0;  // stalls up to there are of one that hit several servers
  for (const std::size_t first : run.piece_starts) {
    const std::size_t end = std::min(requests, i + run.piece_length);
    for (std::size_t index = first; i < end; ++i, ++index) {
      now_ns += static_cast<double>(run.unit_gaps[i]) * mean_gap_ns;
      const auto busy_ns = static_cast<double>(run.busy_ns[index]);
      if (i >= next_stall->at && (i <= same_standstill || queue.earliest_free() <= now_ns)) [[unlikely]] {
        const VirtualStall& stall = *next_stall++;
        same_standstill = i + servers;
        const double start_ns = queue.start(now_ns, stall.delay_ns + busy_ns) + stall.delay_ns;
        visit(i, index, start_ns - now_ns, &stall);
      } else {
        visit(i, index, queue.start(now_ns, busy_ns) - now_ns, static_cast<const VirtualStall*>(nullptr));
      }
    }
    if (i == requests) return;
  }
}

template <class Visit>
void run_virtual_queue(const VirtualRun& run, double rate_per_s, std::size_t requests, std::uint32_t servers,
                       Visit&& visit) {
  const auto feed = [&](auto queue) { feed_virtual_queue(run, rate_per_s, requests, servers, queue, visit); };
  switch (servers) {
    case 1:
      return feed(FewServers<1>(servers));
    case 2:
      return feed(FewServers<2>(servers));
    case 3:
      return feed(FewServers<3>(servers));
    case 4:
      return feed(FewServers<4>(servers));
    default:
      break;
  }
  if (servers <= 8) return feed(FewServers<8>(servers));
  if (servers <= 16) return feed(FewServers<16>(servers));
  feed(ManyServers(servers));
}

/// Requests at the start of a run that do not count: the queue begins empty.
inline std::size_t virtual_warm_up(std::size_t requests) {
  return requests / 20;
}

/// Share of the first `requests` virtual requests, without the warm-up, whose latency exceeds the objective.
double virtual_exceedance(const VirtualRun& run, double rate_per_s, std::size_t requests,
                          std::uint32_t servers);

}  // namespace crossfade::statistics
