// Panel judgement: what the windows of a panel kernel come to. Pure: no clock, no memory of its own.
#pragma once

#include <cstdint>
#include <span>

#include "results/recording.h"

namespace crossfade::collector {

/// Fewer windows give no figure.
inline constexpr std::size_t fewest_panel_windows = 8;

/// The median, and a spread that single interruptions do not move: interquartile range / 1.349 / median, the
/// CV of a normal distribution. Both NaN with fewer than fewest_panel_windows finite positive values.
struct PanelCentre {
  double value = results::missing, cv = results::missing;
};
PanelCentre panel_centre(std::span<const double> windows);

/// A chain of additions and a run of loads right after it: the clock and the loads of the same few us.
struct LoadWindow {
  std::int64_t chain_ns = 0, loads_ns = 0;
};

/// Loads per cycle of each window by its own chain, and the clock of all chains.
struct LoadFigures {
  double clock_hz = results::missing;
  PanelCentre loads_per_cycle;
};
LoadFigures judge_loads(std::span<const LoadWindow> windows, std::uint64_t additions, std::uint64_t loads);

/// ns per step of a chase, in windows of `steps` each.
PanelCentre judge_chase(std::span<const std::int64_t> windows_ns, std::uint64_t steps);

/// Bytes per second of a stream, in windows of `bytes` each.
PanelCentre judge_stream(std::span<const std::int64_t> windows_ns, std::uint64_t bytes);

/// The stage's reading out of its workers': the slowest core counts, because one disturbed worker disturbs
/// the stage; the clock is the mean; L3, memory and stream are whose reading
/// has them. What one worker does not know
/// of its own core the stage does not know.
results::PanelReading combine_panels(std::span<const results::PanelReading> workers);

}  // namespace crossfade::collector
