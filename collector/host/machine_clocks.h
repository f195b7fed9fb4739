// Machine clocks: the kernel's clocks at one moment. What passed on them between two moments tells a machine
// that was suspended and a wall clock that was set. A hypervisor that pauses a guest without telling it is
// not seen: all clocks of the guest stand still with it, or run on together.
#pragma once

#include <cstdint>
#include <ctime>
#include <functional>

namespace crossfade::collector {

/// In ns. Read one after the other, within a few hundred ns of each other unless the reader was interrupted.
struct MachineClocks {
  std::int64_t monotonic_ns = 0;  ///< CLOCK_MONOTONIC: stands still while the machine is suspended
  std::int64_t boottime_ns = 0;   ///< CLOCK_BOOTTIME: does not
  std::int64_t realtime_ns = 0;   ///< CLOCK_REALTIME: somebody may set it
};

using ReadClock = std::function<std::int64_t(clockid_t)>;

/// The best of a few attempts: the one between whose first and last reading the least time passed.
MachineClocks read_machine_clocks(const ReadClock& read);
/// Of this machine.
MachineClocks read_machine_clocks();

struct ClockChange {
  std::int64_t elapsed_ns = 0;    ///< without suspension
  std::int64_t suspended_ns = 0;  ///< never negative
  std::int64_t wall_step_ns = 0;  ///< by how much the wall clock was set forward (negative: back)
};

/// CLOCK_MONOTONIC and CLOCK_REALTIME are slewed alike, so that what they differ by was set, or is a leap
/// second.
ClockChange operator-(const MachineClocks& after, const MachineClocks& before);

}  // namespace crossfade::collector
