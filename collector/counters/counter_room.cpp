#include "collector/counters/counter_room.h"

#include <fmt/format.h>
#include <linux/perf_event.h>

#include <algorithm>
#include <vector>

#include "collector/counters/event_group.h"
#include "collector/counters/open_error.h"
#include "collector/counters/self_test.h"

namespace crossfade::collector {
namespace {

constexpr std::uint32_t more_than_any_cpu_has = 16;
constexpr std::uint64_t a_moment = 100'000;  // iterations of the known loop

CounterEvent generic(const char* name, std::uint64_t config) {
  return {.metric = name, .raw_event = name, .type = PERF_TYPE_HARDWARE, .config = config};
}

const CounterEvent& cycles() {
  static const CounterEvent event = generic("PERF_COUNT_HW_CPU_CYCLES", PERF_COUNT_HW_CPU_CYCLES);
  return event;
}
const CounterEvent& instructions() {
  static const CounterEvent event = generic("PERF_COUNT_HW_INSTRUCTIONS", PERF_COUNT_HW_INSTRUCTIONS);
  return event;
}

/// No CPU has a counter for one of these alone. A hypervisor may hide some.
const std::vector<CounterEvent>& general_events() {
  static const std::vector<CounterEvent> events{
      generic("PERF_COUNT_HW_BRANCH_INSTRUCTIONS", PERF_COUNT_HW_BRANCH_INSTRUCTIONS),
      generic("PERF_COUNT_HW_BRANCH_MISSES", PERF_COUNT_HW_BRANCH_MISSES),
      generic("PERF_COUNT_HW_CACHE_MISSES", PERF_COUNT_HW_CACHE_MISSES)};
  return events;
}

/// Empty if all of them are on the counters all the time, else why not.
std::string why_not_together(PerfApi& perf, const std::vector<CounterEvent>& events) {
  EventGroup group(perf, events, Scheduled::pinned);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (group.error_of(i) != 0) return why_not_opened(group.error_of(i), events[i], std::nullopt);
  }
  std::vector<EventReading> readings(events.size());
  group.start();
  run_known_loop(a_moment);
  group.stop(readings);
  const bool all = std::none_of(readings.begin(), readings.end(), [](const EventReading& r) {
    return r.state == results::CounterState::lost || r.running_ns < r.enabled_ns;
  });
  return all ? std::string() : why_not_scheduled(events.front());
}

/// How many times `event` counts beside `others`; 0 also where not even these count.
std::uint32_t how_many_beside(PerfApi& perf, std::vector<CounterEvent> others, const CounterEvent& event) {
  std::uint32_t fit = 0;
  for (; fit < more_than_any_cpu_has; ++fit) {
    others.push_back(event);
    if (!why_not_together(perf, others).empty()) break;
  }
  return fit;
}

}  // namespace

CounterRoom find_counter_room(PerfApi& perf) {
  CounterRoom room;
  for (const CounterEvent& event : general_events()) {
    const std::string why = why_not_together(perf, {event});
    if (!why.empty()) {
      if (room.none_because.empty()) room.none_because = why;
      continue;
    }
    room.none_because.clear();
    room.general = how_many_beside(perf, {}, event);
    const std::uint32_t beside_cycles = how_many_beside(perf, {cycles()}, event);
    const std::uint32_t beside_both = how_many_beside(perf, {cycles(), instructions()}, event);
    room.own_cycles = beside_cycles == room.general;
    room.own_instructions = beside_both > 0 && beside_both == beside_cycles;
    return room;
  }
  return room;
}

std::string to_text(const CounterRoom& room) {
  if (room.general == 0) return "none: " + room.none_because;
  const char* const own = room.own_cycles && room.own_instructions
                              ? ", and one each for cycles and instructions"
                          : room.own_cycles       ? ", and one for cycles"
                          : room.own_instructions ? ", and one for instructions"
                                                  : "";
  return fmt::format("{} general{}", room.general, own);
}

}  // namespace crossfade::collector
