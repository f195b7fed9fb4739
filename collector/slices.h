// Slices: long stages of a process are measured in pieces, each with the calibration panel around it, so that
// a neighbour who comes and goes spoils a piece and not the whole. The pieces are stages of their own that
// are pooled when they are looked at. Only where a piece is as good as a part of the whole: closed loops, and
// the stages that the SLO throughput is solved from, whose requests are taken apart anyway. Latencies under
// load are not: every piece would begin with an empty queue.
#pragma once

#include <cstdint>

#include "collector/plan.h"

namespace crossfade::collector {

/// More pieces than this would spend too much beside them; they grow instead.
inline constexpr std::uint32_t most_slices = 8;

/// Pieces of a stage of that length, as near to Plan::slice_ns as can be; 1 if that is 0 or more.
inline std::uint32_t slices_of(const Plan& plan, std::uint64_t stage_ns) {
  if (plan.slice_ns == 0) return 1;
  const std::uint64_t nearest = (stage_ns + plan.slice_ns / 2) / plan.slice_ns;
  return nearest < 1 ? 1 : nearest > most_slices ? most_slices : static_cast<std::uint32_t>(nearest);
}

}  // namespace crossfade::collector
