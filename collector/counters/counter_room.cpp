#include "collector/counters/counter_room.h"

#include <fmt/format.h>
#include <linux/perf_event.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "collector/counters/event_group.h"
#include "collector/counters/open_error.h"
#include "collector/counters/provocation.h"
#include "collector/counters/self_test.h"

namespace crossfade::collector {
namespace {

constexpr std::uint32_t more_than_any_cpu_has = 16;
constexpr std::uint64_t a_moment = 100'000;  // iterations of the known loop
/// Of the copy that counted most. They are started one after the other, within some microseconds.
constexpr double least_share_of_a_copy = 0.9;

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

/// No CPU has a counter for one of these alone. A hypervisor may hide some. The first is the best: how often
/// it happens is known.
const std::vector<CounterEvent>& general_events() {
  static const std::vector<CounterEvent> events{
      generic("PERF_COUNT_HW_BRANCH_INSTRUCTIONS", PERF_COUNT_HW_BRANCH_INSTRUCTIONS),
      generic("PERF_COUNT_HW_BRANCH_MISSES", PERF_COUNT_HW_BRANCH_MISSES),
      generic("PERF_COUNT_HW_CACHE_MISSES", PERF_COUNT_HW_CACHE_MISSES)};
  return events;
}

bool is_of(const CounterEvent& event, std::uint64_t config) {
  return event.config == config;
}

/// How often it happens in a_moment; nullopt = it does, and how often is not known.
std::optional<std::uint64_t> known_count(const CounterEvent& event) {
  if (is_of(event, PERF_COUNT_HW_BRANCH_INSTRUCTIONS)) return a_moment;
  if (is_of(event, PERF_COUNT_HW_INSTRUCTIONS)) return 2 * a_moment;
  return std::nullopt;
}

/// Work in which each of the events happens: the loop has neither misses nor wrong guesses.
void run_some_of(const std::vector<CounterEvent>& events) {
  run_known_loop(a_moment);
  const bool in_the_loop = std::all_of(events.begin(), events.end(), [](const CounterEvent& event) {
    return known_count(event) || is_of(event, PERF_COUNT_HW_CPU_CYCLES);
  });
  if (!in_the_loop) run_provocation();
}

/// What event i has to have counted at least: what happened, or as much as its copies, and anything.
double least_count(std::size_t i, const std::vector<CounterEvent>& events,
                   const std::vector<EventReading>& readings) {
  if (const auto known = known_count(events[i]))
    return (1 - self_test_tolerance) * static_cast<double>(*known);
  std::uint64_t most = 1;
  for (std::size_t other = 0; other < events.size(); ++other) {
    if (events[other] == events[i]) most = std::max(most, readings[other].total.value_or(0));
  }
  return least_share_of_a_copy * static_cast<double>(most);
}

/// Empty if all of them are on the counters all the time and count, else why not.
std::string why_not_together(PerfApi& perf, const std::string& proc_root,
                             const std::vector<CounterEvent>& events) {
  EventGroup group(perf, events, Scheduled::pinned);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (group.error_of(i) != 0)
      return why_not_opened(group.error_of(i), events[i], paranoid_level(proc_root));
  }
  std::vector<EventReading> readings(events.size());
  group.start();
  run_some_of(events);
  group.stop(readings);
  const bool all = std::none_of(readings.begin(), readings.end(), [](const EventReading& r) {
    return r.state == results::CounterState::lost || r.running_ns < r.enabled_ns;
  });
  if (!all) return why_not_scheduled(events.front());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto counted = static_cast<double>(readings[i].total.value_or(0));
    if (const double least = least_count(i, events, readings); counted < least)
      return fmt::format(
          "{} counted {:.0f} where {:.0f} or more happened: this machine's counter is not believed",
          events[i].raw_event, counted, least);
  }
  return {};
}

/// How many times `event` counts beside `others`; 0 also where not even these count.
std::uint32_t how_many_beside(PerfApi& perf, const std::string& proc_root, std::vector<CounterEvent> others,
                              const CounterEvent& event) {
  std::uint32_t fit = 0;
  for (; fit < more_than_any_cpu_has; ++fit) {
    others.push_back(event);
    if (!why_not_together(perf, proc_root, others).empty()) break;
  }
  return fit;
}

}  // namespace

CounterRoom find_counter_room(PerfApi& perf, const std::string& proc_root) {
  CounterRoom room;
  for (const CounterEvent& event : general_events()) {
    const std::string why = why_not_together(perf, proc_root, {event});
    if (!why.empty()) {
      if (room.none_because.empty()) room.none_because = why;
      continue;
    }
    room.none_because.clear();
    room.general = how_many_beside(perf, proc_root, {}, event);
    const std::uint32_t beside_cycles = how_many_beside(perf, proc_root, {cycles()}, event);
    const std::uint32_t beside_both = how_many_beside(perf, proc_root, {cycles(), instructions()}, event);
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
