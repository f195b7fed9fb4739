// Stage order: which stages one process of the plan runs, and in which order. Pure, of the plan and of what
// is recorded so far. Closed loop (service time, capacity at each thread count), open loop (the rates of the
// load curve), the chunk that the SLO throughput is solved from, and load spikes. All in random order, except
// that the closed loop comes first where the open loop has to be placed by it. Long stages are several slices
// (slices.h).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "collector/plan_items.h"
#include "collector/protocol/messages.h"

namespace crossfade::collector {

class StageOrder {
 public:
  /// `repetition`: index into recorded.repetitions, of this plan.
  StageOrder(const Plan& plan, const results::Recording& recorded, std::uint32_t repetition);

  /// The rates of SLO chunk and verification are missing in them: see settled(). The open loop is missing as
  /// a whole while no capacity is known. Load stages are as long as they have room for; a spike that has none
  /// is left out, because a shorter one would be another.
  std::vector<StageSpec> stages() const;

  /// The same stage; an SLO chunk (99 % of what was recorded before predicts) and a verification (below what
  /// all chunks give) with rate and length. They cost milliseconds, so this is done for the stage that is
  /// next, not for all. nullopt: a verification that would take too long, or has nothing to verify.
  std::optional<StageSpec> settled(StageSpec spec) const;

 private:
  std::vector<StageSpec> of_purpose() const;
  std::vector<StageSpec> of_measurement() const;
  std::vector<StageSpec> of_rerun() const;
  std::uint64_t rerun_ns(const results::Stage& original) const;
  std::uint32_t chunk_slices() const;
  bool depends_on_this_process() const;
  std::uint64_t seed_of(results::StageKind kind, std::uint32_t workers, double rate,
                        std::uint32_t slice = 0) const;
  void add_slices(StageSpec spec, std::uint64_t stage_ns, std::vector<StageSpec>& stages) const;
  std::vector<StageSpec> closed_loop() const;
  std::vector<StageSpec> open_loop() const;
  StageSpec spike(double capacity_per_s, double factor) const;
  StageSpec open_loop_stage(results::StageKind kind, double rate_per_s) const;

  const Plan& plan_;
  const results::Recording& recorded_;
  std::uint32_t repetition_;
  WorkItem item_;
};

/// Expected arrivals that a planned stage has at most: what the measuring process has room for, less what
/// chance may add.
inline constexpr double most_arrivals = 60e6;
static_assert(most_arrivals < 0.99 * static_cast<double>(max_arrivals));
/// Of an open-loop stage; not a number if its rate is not settled yet.
double expected_arrivals(const StageSpec& spec);
/// Of an open-loop stage; true for a rate that is not settled yet.
bool has_room(const StageSpec& spec);

/// How long a chunk would have to last for a workload of that capacity.
std::uint64_t wanted_chunk_ns(const Plan& plan, double capacity_per_s);

/// How long the SLO chunk of a process lasts, about, for a workload of that capacity (nullopt: not known
/// yet); 0 = there is none, because the plan has none or the workload is too slow for it.
std::uint64_t slo_chunk_ns(const Plan& plan, std::optional<double> capacity_per_s);

}  // namespace crossfade::collector
