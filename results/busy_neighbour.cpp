#include "results/busy_neighbour.h"

#include <algorithm>

#include "results/vocabulary/load_ceiling.h"
#include "results/vocabulary/rule.h"

namespace crossfade::results {
namespace {

/// Of recorded slices that took 1.3 times the CPU of their kind between two quiet readings, all lay within
/// this of one of a busy neighbour (docs/methodology.md).
constexpr std::int64_t stays_ns = 3'000'000'000;

}  // namespace

BusyNeighbour::BusyNeighbour(const Recording& recording, double ceiling_loads_per_cycle,
                             const Counts& counts) {
  const double limit = ceiling_loads_per_cycle * (1 - threshold_of("busy-neighbour"));
  const auto add = [&](double loads_per_cycle, const Stage& stage, std::int64_t at_ns) {
    if (!(loads_per_cycle < limit)) return;  // also where it was not read
    if (stage.start_unix_ns == 0) {
      seen_at_unknown_time_ = true;
    } else {
      seen_at_ns_.push_back(at_ns);
    }
  };
  for (const Stage& stage : recording.stages) {
    if (counts && !counts(recording.repetitions[stage.repetition])) continue;
    add(stage.panel_before.l1_loads_per_cycle, stage, stage.start_unix_ns);
    add(stage.panel_after.l1_loads_per_cycle, stage,
        stage.start_unix_ns + static_cast<std::int64_t>(stage.duration_ns));
  }
  std::sort(seen_at_ns_.begin(), seen_at_ns_.end());
}

BusyNeighbour BusyNeighbour::by_table(const Recording& recording, const Counts& counts) {
  const LoadCeiling* const ceiling = find_load_ceiling(recording.header.microarchitecture);
  return ceiling == nullptr ? BusyNeighbour() : BusyNeighbour(recording, ceiling->loads_per_cycle, counts);
}

bool BusyNeighbour::is_near(const Stage& stage) const {
  if (stage.start_unix_ns == 0) return seen_at_unknown_time_ || !seen_at_ns_.empty();
  if (seen_at_unknown_time_) return true;
  const auto next = std::lower_bound(seen_at_ns_.begin(), seen_at_ns_.end(), stage.start_unix_ns - stays_ns);
  const std::int64_t end_ns = stage.start_unix_ns + static_cast<std::int64_t>(stage.duration_ns);
  return next != seen_at_ns_.end() && *next <= end_ns + stays_ns;
}

}  // namespace crossfade::results
