#include "collector/counters/self_test.h"

#include <fmt/format.h>

#include <cmath>

#include "collector/counters/open_error.h"

namespace crossfade::collector {
namespace {

/// How often the event happens in the known loop; 0 = not known exactly.
double expected_in_loop(const CounterEvent& event) {
  if (event.metric == "instructions") return 2.0 * known_loop_iterations;
  if (event.metric == "branches") return 1.0 * known_loop_iterations;
  return 0;
}

/// A perfectly predicted loop that touches no memory may well have none of anything else.
bool must_count_in_loop(const CounterEvent& event) {
  return event.metric == "cycles" || event.metric == "instructions" || event.metric == "branches";
}

std::string verdict(const CounterEvent& event, const EventReading& reading) {
  if (reading.state == results::CounterState::lost) return why_not_scheduled(event);
  if (reading.state == results::CounterState::zeroed) {
    if (!must_count_in_loop(event)) return {};
    return fmt::format("{} exists but never counts on this virtual machine", event.raw_event);
  }
  const double expected = expected_in_loop(event);
  if (expected == 0 || !reading.total) return {};
  // While multiplexed only part of the loop was seen; the counts are not judged then.
  if (reading.running_ns < reading.enabled_ns) return {};
  const auto counted = static_cast<double>(*reading.total);
  if (std::abs(counted - expected) <= self_test_tolerance * expected) return {};
  return fmt::format("{} counted {:.0f} where {:.0f} happened: this machine's counter is not believed",
                     event.raw_event, counted, expected);
}

}  // namespace

void run_known_loop(std::uint64_t iterations) {
  asm volatile(
      "1:\n\t"
      "dec %0\n\t"
      "jnz 1b\n\t"
      : "+r"(iterations)
      :
      : "cc");
}

std::vector<std::string> self_test(EventGroup& group, std::span<const CounterEvent> events) {
  std::vector<EventReading> readings(events.size());
  group.start();
  run_known_loop(known_loop_iterations);
  group.stop(readings);
  std::vector<std::string> verdicts(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (group.error_of(i) == 0) verdicts[i] = verdict(events[i], readings[i]);
  }
  return verdicts;
}

}  // namespace crossfade::collector
