// Self-test: counts a loop of known length before any hardware counter is believed. Some hypervisors accept
// an event and then count nothing, or something else.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/counters/event_group.h"

namespace crossfade::collector {

/// Executes a loop of exactly two instructions `iterations` times; about 2 ms for known_loop_iterations.
void run_known_loop(std::uint64_t iterations);
inline constexpr std::uint64_t known_loop_iterations = 4'000'000;
inline constexpr double self_test_tolerance = 0.01;

/// Counts the known loop with `group` (opened by the calling thread). One text per event: empty = it may be
/// believed. An event that is not open has an empty text too: its errno says why.
std::vector<std::string> self_test(EventGroup& group, std::span<const CounterEvent> events);

}  // namespace crossfade::collector
