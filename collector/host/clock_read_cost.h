// Clock read cost: what one reading of CLOCK_MONOTONIC takes. Every timed request contains one: tens of ns
// where the kernel lets programs read the time by themselves (TSC, paravirtual clocks), a microsecond and
// more where it takes a system call (HPET, ACPI timer).
#pragma once

#include <cstdint>
#include <functional>

namespace crossfade::collector {

/// Above it a warning is due: what a reading costs without a system call is 20 ... 60 ns.
inline constexpr double slow_clock_read_ns = 100;

/// Median of a few hundred batches of readings, in ns; what others took in between does not count.
double clock_read_cost_ns(const std::function<std::int64_t()>& read_ns);
/// Of this machine. About 1 ms with a fast clock.
double clock_read_cost_ns();

}  // namespace crossfade::collector
