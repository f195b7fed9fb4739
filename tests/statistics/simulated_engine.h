// Simulated engine: workers that claim the next arrival as soon as they are free, as the load engine's do, on
// a machine that makes them stand still at times. In virtual time, in ns; deterministic in its seed. For
// tests and studies of what is estimated from traces.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace crossfade::statistics {

struct SimulatedMachine {
  std::uint32_t servers = 1;
  double service_mean_ns = 200e3, service_variation = 0.3;  ///< log-normal: mean and coefficient of variation
  double slow_share = 0, slow_ns = 0;                       ///< requests that take that much more
  double stalls_per_s = 0;                                  ///< of each worker, busy or idle
  bool stalls_hit_all = false;                              ///< all workers at once
  double shortest_stall_ns = 3e6, longest_stall_ns = 20e6;
  double process_deviation = 0;  ///< of ln service time, from one process to the next
};

struct SimulatedRequest {
  std::int64_t arrival_ns = 0;
  std::uint32_t wait_ns = 0, service_ns = 0;
  std::uint32_t start_delay_ns = 0;  ///< what a stall really did to its start
  double latency_ns() const { return static_cast<double>(wait_ns) + static_cast<double>(service_ns); }
};

/// One process under Poisson arrivals.
class SimulatedEngine {
 public:
  SimulatedEngine(const SimulatedMachine& machine, double rate_per_s, std::uint64_t seed)
      : machine_(machine), random_(seed), mean_gap_ns_(1e9 / rate_per_s), workers_(machine.servers) {
    const double square = std::log1p(machine.service_variation * machine.service_variation);
    spread_ = std::sqrt(square);
    speed_ = std::exp(machine.process_deviation * normal_(random_) - square / 2) * machine.service_mean_ns;
    for (Worker& w : workers_) next_stall(w);
  }

  SimulatedRequest next() {
    now_ns_ += mean_gap_ns_ * exponential_(random_);
    const auto arrival = static_cast<std::int64_t>(now_ns_);
    Worker& w = *std::min_element(workers_.begin(), workers_.end(),
                                  [](const Worker& a, const Worker& b) { return a.free_at < b.free_at; });
    const std::int64_t possible = std::max(arrival, w.free_at);
    while (w.stall_to <= static_cast<double>(possible)) next_stall(w);
    const bool held_up = w.stall_from < static_cast<double>(possible);
    const std::int64_t start = held_up ? static_cast<std::int64_t>(w.stall_to) : possible;
    if (held_up) next_stall(w);
    lost_ns_ += static_cast<double>(start - possible);
    double busy = speed_ * std::exp(spread_ * normal_(random_));
    if (machine_.slow_share > 0 && uniform_(random_) < machine_.slow_share) busy += machine_.slow_ns;
    while (w.stall_from < static_cast<double>(start) + busy) {
      busy += w.stall_to - w.stall_from;
      lost_ns_ += w.stall_to - w.stall_from;
      next_stall(w);
    }
    const SimulatedRequest out{arrival, static_cast<std::uint32_t>(start - arrival),
                               static_cast<std::uint32_t>(busy),
                               static_cast<std::uint32_t>(start - possible)};
    w.free_at = start + out.service_ns;
    return out;
  }
  /// How many stalls have been drawn so far, one ahead of time for each worker.
  int stalls() const { return stalls_; }
  /// What stalls took from workers that had something to do: as much of them as a kernel would count.
  double lost_ns() const { return lost_ns_; }

 private:
  struct Stall {
    double from = 0, to = 0;
  };
  struct Worker {
    std::int64_t free_at = 0;
    double stall_from = 0, stall_to = 0;
    std::size_t common_stalls = 0;
  };
  Stall stall_after(double time) {
    ++stalls_;
    const double from = time + exponential_(random_) * 1e9 / machine_.stalls_per_s;
    return {from, from + machine_.shortest_stall_ns +
                      uniform_(random_) * (machine_.longest_stall_ns - machine_.shortest_stall_ns)};
  }
  void next_stall(Worker& w) {
    if (machine_.stalls_per_s == 0) {
      w.stall_from = w.stall_to = 1e300;
      return;
    }
    Stall next;
    if (machine_.stalls_hit_all) {
      if (w.common_stalls == common_.size())
        common_.push_back(stall_after(common_.empty() ? 0 : common_.back().to));
      next = common_[w.common_stalls++];
    } else {
      next = stall_after(w.stall_to);
    }
    w.stall_from = next.from;
    w.stall_to = next.to;
  }

  SimulatedMachine machine_;
  std::mt19937_64 random_;
  std::exponential_distribution<double> exponential_{1};
  std::normal_distribution<double> normal_{0, 1};
  std::uniform_real_distribution<double> uniform_{0, 1};
  double mean_gap_ns_, spread_ = 0, speed_ = 0, now_ns_ = 0, lost_ns_ = 0;
  std::vector<Worker> workers_;
  std::vector<Stall> common_;
  int stalls_ = 0;
};

}  // namespace crossfade::statistics
