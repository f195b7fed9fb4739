// Counter sampler: one worker's own counters over time within a stage. The worker itself reads them between
// two requests when their time has come: no thread that would take CPU from the workers, no interrupt of
// another CPU, and what was counted is the worker's without a doubt. So a sample comes late where a request,
// or the sleep before one, lasts longer; it has the time at which it was really taken. Nothing is
// interpolated. All memory is there before the stage begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "collector/counters/thread_counters.h"

namespace crossfade::collector {

/// What a worker sampled in one stage. Counts are since the sample before, of the first since the counters
/// were started; CounterSeries::not_counted = no value.
struct WorkerSamples {
  std::size_t events = 0;              ///< ThreadCounters::counters(); 0 = nothing was sampled
  std::vector<std::uint64_t> time_ns;  ///< from the start of the stage, ascending
  std::vector<std::uint64_t> counts;   ///< `events` of every sample
  std::uint64_t dropped = 0;           ///< for want of memory: the next that was kept holds their counts
};

class CounterSampler {
 public:
  /// Never due.
  CounterSampler() = default;
  /// Of the calling thread, every `period_ns` (> 0). `room`: so many samples at most, the one at the stop
  /// included. Never due if none of the counters counts.
  CounterSampler(ThreadCounters& counters, std::int64_t period_ns, std::size_t room);

  /// The common start of the stage; the counters have been started before.
  void start(std::int64_t start_ns);
  /// One comparison.
  bool is_due(std::int64_t now_ns) const { return now_ns >= next_ns_; }
  /// Reads the counters: a few us. Allocates nothing. The next is due at the next multiple of the period.
  void take(std::int64_t now_ns);
  /// The last sample is the worker's stop: what its counters then read beyond the others, so that each
  /// counter's samples add up to its total. `readings`: ThreadCounters::readings() after stop().
  WorkerSamples finish(std::int64_t now_ns, std::span<const EventReading> readings);

 private:
  void add(std::int64_t now_ns);

  ThreadCounters* counters_ = nullptr;
  std::int64_t period_ns_ = 0, start_ns_ = 0, next_ns_ = INT64_MAX;
  std::size_t room_ = 0;
  std::vector<std::uint64_t> latest_, sums_;  // by event
  WorkerSamples samples_;
};

}  // namespace crossfade::collector
