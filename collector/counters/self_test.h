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
/// Loops that are counted before an event is distrusted: what interrupts one of some milliseconds is in its
/// counts, and a counter that is wrong is wrong in all.
inline constexpr int most_test_loops = 5;
/// Of the slots, what the four shares of PERF_METRICS add up to; each has 8 bits.
inline constexpr double lowest_metrics_sum = 0.95, highest_metrics_sum = 1.05;

/// Counts the known loop with `group` (opened by the calling thread), again as long as an event is not
/// believed. One text per event: empty = it may be believed, because it was right in one loop. An event that
/// is not open has an empty text too: its errno says why. What PERF_METRICS gives is believed if its
/// categories of level 1 are all there and add up to the slots, and all of it or nothing.
std::vector<std::string> self_test(EventGroup& group, std::span<const CounterEvent> events);

/// The same of a group of the CPU that the calling thread is pinned to. What else runs there may add to the
/// loop and never takes from it: it shows that the group counts there at all, the test of the thread how
/// well.
std::vector<std::string> self_test_of_cpu(EventGroup& group, std::span<const CounterEvent> events);

}  // namespace crossfade::collector
