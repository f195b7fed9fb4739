// ClockProbe: the effective core clock without any hardware counter, from chains of instructions of known
// latency timed in short windows. The clock is the mode of the windows, so that moments in which the
// hypervisor or another thread took the CPU do not count; they show as `interference`. In hertz.
// It is the clock of scalar code on an otherwise idle machine, not of wide vectors or of a loaded one.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "results/recording.h"

namespace crossfade::collector {

struct ClockEstimate {
  double hz = results::missing;            ///< mode of the windows
  double interference = results::missing;  ///< share of time lost: 1 - harmonic mean / mode
  std::string absent_because;
};

/// From windows of (cycles / seconds). Absent if fewer than 10 windows are finite and positive.
ClockEstimate estimate_clock(std::span<const double> windows_hz);

/// Measures on the calling thread, which should be pinned: `windows` windows of about 50 us of an addition
/// chain and as many of a multiplication chain. Absent if the two disagree by more than 2 %.
ClockEstimate measure_clock(std::size_t windows);

}  // namespace crossfade::collector
