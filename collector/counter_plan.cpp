#include "collector/counter_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "collector/counters/counter_passes.h"
#include "collector/counters/event_catalogue.h"
#include "collector/counters/thread_counters.h"

namespace crossfade::collector {
namespace {

/// An event that was in two passes counts if it did in one.
void note(std::vector<results::Counter>& counters, const results::Counter& seen) {
  const auto found = std::find_if(counters.begin(), counters.end(), [&](const results::Counter& known) {
    return known.metric == seen.metric && known.raw_event == seen.raw_event;
  });
  if (found == counters.end()) {
    counters.push_back(seen);
  } else if (seen.absent_because.empty()) {
    *found = seen;
  }
}

/// Those of the pass that count; all of them are noted.
std::vector<CounterEvent> tried(PerfApi& perf, const std::string& proc_root,
                                const std::vector<CounterEvent>& pass,
                                std::vector<results::Counter>& counters) {
  const ThreadCounters opened(perf, proc_root, pass);
  std::vector<CounterEvent> counting;
  for (std::size_t i = 0; i < pass.size(); ++i) {
    const results::Counter& counter = opened.counters()[software_events().size() + i];
    note(counters, counter);
    if (counter.absent_because.empty()) counting.push_back(pass[i]);
  }
  return counting;
}

bool adds_something(const std::vector<CounterEvent>& pass, const CounterPlan& plan) {
  return std::any_of(pass.begin(), pass.end(), [&](const CounterEvent& event) {
    return std::none_of(plan.passes.begin(), plan.passes.end(), [&](const auto& other) {
      return std::find(other.begin(), other.end(), event) != other.end();
    });
  });
}

}  // namespace

CounterPlan plan_counters(PerfApi& perf, const std::string& proc_root, std::string_view microarchitecture,
                          const CounterRoom& room) {
  CounterPlan plan{room, {}, {}};
  if (room.general > 0) {
    const CounterPasses planned = plan_passes(countable_events(microarchitecture), microarchitecture, room);
    for (const auto& pass : planned.passes) {
      auto counting = tried(perf, proc_root, pass, plan.counters);
      if (adds_something(counting, plan)) plan.passes.push_back(std::move(counting));
    }
    for (const CounterEvent& event : planned.too_large) {
      note(plan.counters, {event.metric, recorded_name(event), results::CounterScope::user_kernel, event.tier,
                           fmt::format("{} needs more counters than the {} of this machine", event.raw_event,
                                       room.general)});
    }
  }
  if (plan.passes.empty()) return {room, {hardware_events(microarchitecture)}, {}};
  return plan;
}

PmuTier tier_of(const CounterPlan& plan, std::string_view microarchitecture, const PmuTier& otherwise) {
  std::vector<results::Counter> usual;
  const auto wanted = hardware_events(microarchitecture);
  for (const results::Counter& counter : plan.counters) {
    const bool is_usual = std::any_of(wanted.begin(), wanted.end(), [&](const CounterEvent& event) {
      return event.metric == counter.metric;
    });
    if (is_usual) usual.push_back(counter);
  }
  return usual.empty() ? otherwise : pmu_tier_of(usual);
}

}  // namespace crossfade::collector
