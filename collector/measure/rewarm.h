// Rewarm: a few requests on every worker between the panel and a stage, outside timing, so that the stage
// finds the caches as its predecessor left them and not as the panel did.
#pragma once

#include <cstdint>

#include "collector/measure/stage.h"

namespace crossfade::collector {

/// At least this many requests a worker (one of a slow workload is long), and at least this long;
/// docs/methodology.md has the experiment.
inline constexpr std::uint64_t fewest_rewarm_requests = 1;
inline constexpr std::int64_t rewarm_ns = 5'000'000;

struct Rewarmed {
  /// Of the workload's indexes, from input.first_index on: the stage begins after them, so that a stateful
  /// workload never sees one twice.
  std::uint64_t indexes_used = 0;
  std::uint64_t errors = 0;  ///< wrong or failed answers
};
Rewarmed rewarm(const StageInput& input, std::uint32_t workers);

}  // namespace crossfade::collector
