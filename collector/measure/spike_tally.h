// Spike tally: what became of the requests of a spike stage that one worker took, by class and by the window
// in which they fell due. All of its memory is there before the stage begins; recording never allocates.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "collector/measure/priority_loop.h"
#include "collector/measure/worker_record.h"
#include "results/recording.h"
#include "workloads/abi.h"

namespace crossfade::collector {

/// When the rate of a stage is raised, from its start, and how its windows lie.
struct SpikeShape {
  double factor = 1;
  std::uint64_t begin_ns = 0, end_ns = 0, duration_ns = 0, window_ns = 0;

  std::size_t windows() const { return static_cast<std::size_t>((duration_ns + window_ns - 1) / window_ns); }
  std::size_t window_of(std::int64_t arrival_ns) const {
    return static_cast<std::size_t>(static_cast<std::uint64_t>(arrival_ns) / window_ns);
  }
  bool in_spike(std::int64_t arrival_ns) const {
    const auto at = static_cast<std::uint64_t>(arrival_ns);
    return at >= begin_ns && at < end_ns;
  }
};

class SpikeTally {
 public:
  SpikeTally(const SpikeShape& shape, std::span<const cf_class> classes);

  /// Before the loop begins: arrivals are counted from here.
  void start_at(std::int64_t start_ns) { start_ns_ = start_ns; }
  /// A request that was made. Latency and wait go into `record` only if it fell due in the spike: of the rest
  /// of the stage the windows say enough.
  void record(const Dispatch& dispatch, const Served& served, const GoldenAnswers& golden,
              WorkerRecord& record);
  void shed(const Dispatch& dispatch) { ++at(dispatch).shed; }

  std::uint64_t shed_in_all() const;
  std::uint64_t cheap_in_all() const;
  /// Adds its counts to `windows`, which lie as those of empty_windows().
  void add_to(std::vector<results::SpikeWindow>& windows) const;

 private:
  struct Counts {
    std::uint64_t in_slo = 0, late = 0, shed = 0, cheap = 0;
  };
  Counts& at(const Dispatch& dispatch) {
    return counts_[shape_.window_of(dispatch.passage.due_ns - start_ns_) * slo_ns_.size() +
                   dispatch.class_id];
  }

  SpikeShape shape_;
  std::int64_t start_ns_ = 0;
  std::vector<std::int64_t> slo_ns_;  ///< by class
  std::vector<Counts> counts_;        ///< by window, then by class
};

/// A row for each window and class, with what the schedule offers.
std::vector<results::SpikeWindow> empty_windows(const SpikeShape& shape, std::span<const Lane> lanes,
                                                std::size_t classes);

}  // namespace crossfade::collector
