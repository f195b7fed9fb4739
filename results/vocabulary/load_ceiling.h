// Load ceiling: how many independent 64-bit loads a core of a microarchitecture does per cycle when it is
// alone: the fixed point that the calibration panel is read against. A constant of the design, so that a host
// that is always disturbed is recognised too.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "results/recording.h"

namespace crossfade::results {

struct LoadCeiling {
  std::string_view microarchitecture;  ///< as in Header::microarchitecture
  double loads_per_cycle;
  std::string_view source;
};

std::span<const LoadCeiling> load_ceilings();
/// nullptr if it is not in the table.
const LoadCeiling* find_load_ceiling(std::string_view microarchitecture);

/// How far the worse side of the stage stayed below the ceiling, relative to it; negative above it. nullopt
/// unless both sides were read: one quiet moment does not vouch for a stage.
std::optional<double> load_deficit(const Stage& stage, double ceiling_loads_per_cycle);

/// Spread of the loads' windows on the worse side of the stage, relative to their median
/// (PanelReading::l1_cv): a median does not move until somebody is there in half of them. nullopt unless both
/// sides were read.
std::optional<double> load_flicker(const Stage& stage);

}  // namespace crossfade::results
