// MSR self-test: counts a busy loop with the clock counters of msr_events.h before any of them is believed. A
// hypervisor may name them and then hand out a constant, or another machine's clock.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "collector/counters/event_group.h"

namespace crossfade::collector {

/// Of MPERF against the TSC, which are one clock while the core works.
inline constexpr double mperf_tolerance = 0.01;
/// Of APERF per second against the clock that chains of instructions show: turbo moves between the two.
inline constexpr double aperf_tolerance = 0.03;

/// Counts the known loop with `group` (opened by the calling thread), several times if it has to: the
/// hypervisor may take the CPU away in one of them. One text per event: empty = it may be believed. An event
/// that is not open has an empty text too. `clock_hz`: of the core by chains of instructions
/// (collector/host/clock_probe); NaN = not known, and APERF is not held against it.
std::vector<std::string> msr_self_test(EventGroup& group, std::span<const CounterEvent> events,
                                       double clock_hz);

}  // namespace crossfade::collector
