// Simulated collection: what a run of the collector records for the SLO throughput of one workload on a
// simulated machine, block by block. It knows what a collector knows and nothing else: each chunk is offered
// where the chunks before it say (analysis/statistics/chunk_placement.h), is measured in slices that begin
// with an empty queue, and a slice is disturbed or void by the rule of run-queue wait, which here sees the
// stalls that found work waiting. Stalls of idle workers are in no such count, as on a real machine.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "analysis/statistics/chunk_placement.h"
#include "analysis/statistics/start_delays.h"
#include "results/vocabulary/rule.h"
#include "tests/statistics/simulated_engine.h"

namespace crossfade::statistics {

inline constexpr double slice_s = 0.5;         ///< as the profiles have them (collector/slices.h)
inline constexpr double chunk_requests = 300;  ///< at least, of a chunk

/// Of a stage of that many worker-seconds that lost so much.
inline bool is_disturbed(double lost_ns, double worker_ns) {
  return lost_ns > results::find_rule("run-queue-wait")->threshold * worker_ns;
}
inline bool is_void(double lost_ns, double worker_ns) {
  return lost_ns > results::find_rule("run-queue-wait-void")->threshold * worker_ns;
}

struct SimulatedSlice {
  std::uint32_t block = 0;
  double offered_per_s = 0;
  double length_s = 0;
  bool disturbed = false;
  std::vector<std::uint32_t> service_ns, start_delay_ns;
};

class SimulatedCollection {
 public:
  SimulatedCollection(const SimulatedMachine& machine, double objective_ns, std::uint64_t seed)
      : machine_(machine), seed_(seed), speeds_(seed) {
    placement_.capacity_per_s = machine.servers * 1e9 / process().service_mean_ns;
    placement_.servers = machine.servers;
    placement_.objective_ns = {objective_ns};
  }

  /// One more fresh process, with a chunk of that length.
  void add_block(double chunk_s) {
    const SimulatedMachine process = this->process();
    const double rate_per_s = share_of_prediction * prediction(process);
    const double length_s = std::max(chunk_s, chunk_requests / rate_per_s);
    const double slices = std::clamp(std::floor(length_s / slice_s + 0.5), 1.0, 8.0);
    for (int i = 0; i < static_cast<int>(slices); ++i) add_slice(process, rate_per_s, length_s / slices);
    ++blocks_;
  }

  /// Not the void ones.
  const std::vector<SimulatedSlice>& slices() const { return slices_; }
  std::vector<SloChunk> chunks(bool undisturbed_only) const {
    std::vector<SloChunk> out;
    for (const SimulatedSlice& slice : slices_) {
      if (undisturbed_only && slice.disturbed) continue;
      out.push_back({slice.block, slice.offered_per_s, slice.service_ns, slice.start_delay_ns, {}});
    }
    return out;
  }
  /// All blocks together.
  double recorded_s(bool undisturbed_only) const {
    double seconds = 0;
    for (const SimulatedSlice& slice : slices_)
      seconds += undisturbed_only && slice.disturbed ? 0 : slice.length_s;
    return seconds;
  }

 private:
  /// Its own speed, all of it that processes differ by.
  SimulatedMachine process() {
    SimulatedMachine out = machine_;
    out.service_mean_ns *= std::exp(machine_.process_deviation * normal_(speeds_));
    out.process_deviation = 0;
    return out;
  }
  std::uint64_t next_seed() { return seed_ * 100'000 + ++engines_; }

  double prediction(const SimulatedMachine& process) {
    constexpr double service_stage_s = 0.5;
    SimulatedMachine one_worker = process;
    one_worker.servers = 1;
    // As good as a closed loop: what waits is not looked at.
    SimulatedEngine engine(one_worker, 1e9 / process.service_mean_ns, next_seed());
    std::vector<std::uint32_t> service_ns;
    double sum_ns = 0;
    while (sum_ns < service_stage_s * 1e9) {
      service_ns.push_back(engine.next().service_ns);
      sum_ns += service_ns.back();
    }
    placement_.seed = seed_ + blocks_;
    const double by_service =
        placement_.from_service_times(service_ns, {}, sum_ns / static_cast<double>(service_ns.size()));
    return placement_.predicted_per_s(chunks(true), chunks(false), by_service);
  }

  void add_slice(const SimulatedMachine& process, double rate_per_s, double length_s) {
    SimulatedEngine engine(process, rate_per_s, next_seed());
    std::vector<std::int64_t> arrival_ns;
    std::vector<std::uint32_t> wait_ns;
    SimulatedSlice slice{blocks_, rate_per_s, length_s, false, {}, {}};
    double lost_ns = 0;
    for (SimulatedRequest r = engine.next(); static_cast<double>(r.arrival_ns) < length_s * 1e9;
         r = engine.next()) {
      arrival_ns.push_back(r.arrival_ns);
      wait_ns.push_back(r.wait_ns);
      slice.service_ns.push_back(r.service_ns);
      lost_ns = engine.lost_ns();
    }
    const double worker_ns = length_s * 1e9 * process.servers;
    if (slice.service_ns.empty() || is_void(lost_ns, worker_ns)) return;
    slice.disturbed = is_disturbed(lost_ns, worker_ns);
    slice.start_delay_ns = start_delays(arrival_ns, wait_ns, slice.service_ns, process.servers);
    slices_.push_back(std::move(slice));
  }

  SimulatedMachine machine_;
  std::uint64_t seed_;
  std::mt19937_64 speeds_;
  std::normal_distribution<double> normal_{0, 1};
  ChunkPlacement placement_;
  std::uint32_t blocks_ = 0;
  std::uint64_t engines_ = 0;
  std::vector<SimulatedSlice> slices_;
};

}  // namespace crossfade::statistics
