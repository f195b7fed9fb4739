#include "collector/counters/counter_passes.h"

#include <algorithm>
#include <optional>
#include <set>

#include "collector/counters/perf_metrics.h"
#include "results/vocabulary/derived_metric.h"
#include "results/vocabulary/event_set.h"

namespace crossfade::collector {
namespace {

using results::CounterPlace;
using results::EventSet;
using Pass = std::set<std::size_t>;  // places in the list of events: their order is the pass's

class Planner {
 public:
  Planner(const std::vector<PlacedEvent>& events, const CounterRoom& room) : events_(events), room_(room) {}

  enum class Where { in_any_pass, in_passes_there_are };
  /// All of it in one pass, or nothing. Says whether it is.
  bool place(const EventSet& set, Where where = Where::in_any_pass) {
    const auto wanted = events_of(set);
    return wanted && place(*wanted, where);
  }
  bool place(std::size_t event) { return place(Pass{event}, Where::in_any_pass); }

  CounterPasses take() && {
    CounterPasses result;
    for (const Pass& pass : passes_) {
      auto& events = result.passes.emplace_back();
      for (const std::size_t i : pass) events.push_back(events_[i].event);
      std::stable_partition(events.begin(), events.end(), is_leader);
    }
    return result;
  }

 private:
  std::optional<std::size_t> find(std::string_view metric) const {
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (events_[i].event.metric == metric) return i;
    }
    return std::nullopt;
  }

  std::optional<Pass> events_of(const EventSet& set) const {
    Pass pass;
    for (const std::string_view metric : set) {
      const auto event = find(metric);
      if (!event) return std::nullopt;  // the CPU has no such event
      pass.insert(*event);
    }
    return pass;
  }

  static bool is_leader(const CounterEvent& event) { return event.metric == perf_metrics_leader; }
  bool has_leader(const Pass& pass) const {
    return std::any_of(pass.begin(), pass.end(), [&](std::size_t i) { return is_leader(events_[i].event); });
  }

  bool has_its_own(const PlacedEvent& placed) const {
    return placed.place == CounterPlace::fixed_only || placed.place == CounterPlace::metrics ||
           (placed.event.metric == "cycles" && room_.own_cycles) ||
           (placed.event.metric == "instructions" && room_.own_instructions);
  }

  bool fits(const Pass& pass) const {
    std::uint32_t general = 0, first_four = 0, first = 0;
    for (const std::size_t i : pass) {
      const PlacedEvent& placed = events_[i];
      if (has_its_own(placed)) continue;
      general += placed.place == CounterPlace::two ? 2 : 1;
      first += placed.place == CounterPlace::first ? 1 : 0;
      first_four += placed.place == CounterPlace::first || placed.place == CounterPlace::first_four ? 1 : 0;
    }
    return general <= room_.general && first_four <= 4 && first <= 1;
  }

  bool place(Pass wanted, Where where) {
    const bool of_metrics = std::any_of(wanted.begin(), wanted.end(), [&](std::size_t i) {
      return events_[i].place == CounterPlace::metrics;
    });
    if (of_metrics) wanted.merge(events_of({perf_metrics_leader}).value_or(Pass{}));
    for (const Pass& pass : passes_) {
      if (std::includes(pass.begin(), pass.end(), wanted.begin(), wanted.end())) return true;
    }
    for (Pass& pass : passes_) {
      if (of_metrics && !has_leader(pass)) continue;
      Pass larger = pass;
      larger.insert(wanted.begin(), wanted.end());
      if (!fits(larger)) continue;
      pass = std::move(larger);
      return true;
    }
    if (where == Where::in_passes_there_are) return false;
    for (const EventSet& beside : {EventSet{"cycles", "instructions"}, EventSet{"cycles"}, EventSet{}}) {
      Pass pass = events_of(beside).value_or(Pass{});
      pass.insert(wanted.begin(), wanted.end());
      if (!fits(pass)) continue;
      passes_.push_back(std::move(pass));
      return true;
    }
    return false;
  }

  const std::vector<PlacedEvent>& events_;
  const CounterRoom& room_;
  std::vector<Pass> passes_;
};

/// The best way to level 1 that there are counters for, with what it takes from other passes.
void place_level_1(Planner& planner, const results::TopDownSets& sets) {
  for (const std::vector<EventSet>& way : sets.level_1) {
    if (!planner.place(way.front())) continue;
    for (const EventSet& set : way) planner.place(set);
    return;
  }
}

}  // namespace

// Few blocks count the first passes alone: what the figures of the vocabulary take stands in these.
CounterPasses plan_passes(const std::vector<PlacedEvent>& events, std::string_view microarchitecture,
                          const CounterRoom& room) {
  Planner planner(events, room);
  const std::vector<CounterEvent> usual = hardware_events(microarchitecture);
  EventSet usual_set;
  for (const CounterEvent& event : usual) usual_set.emplace_back(event.metric);
  planner.place(usual_set);
  const results::TopDownSets top_down = results::top_down_event_sets(microarchitecture);
  place_level_1(planner, top_down);
  for (const EventSet& set : top_down.beside_level_1) planner.place(set, Planner::Where::in_passes_there_are);
  for (const results::DerivedMetric& derived : results::derived_metrics())
    planner.place(results::inputs_of(derived));
  for (const std::vector<EventSet>& way : top_down.level_1) planner.place(way.front());
  for (const auto& sets : {top_down.beside_level_1, top_down.parts}) {
    for (const EventSet& set : sets) planner.place(set);
  }
  std::vector<CounterEvent> too_large;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!planner.place(i)) too_large.push_back(events[i].event);
  }
  CounterPasses result = std::move(planner).take();
  result.too_large = std::move(too_large);
  return result;
}

CounterRoom room_in_turns(const CounterRoom& room) {
  const std::uint32_t taken = (room.own_cycles ? 0U : 1U) + (room.own_instructions ? 0U : 1U);
  return {room.general - std::min(room.general, taken), true, true, room.none_because};
}

std::vector<CounterEvent> in_turns(const std::vector<std::vector<CounterEvent>>& passes) {
  const auto counts_always = [](const CounterEvent& event) {
    return event.metric == "cycles" || event.metric == "instructions";
  };
  const auto of_no_counter = [](const CounterEvent& event) {
    return event.tier == results::CounterTier::msr;  // nothing to take turns on; they come last
  };
  std::vector<CounterEvent> events;
  const auto is_new = [&](const CounterEvent& event) {
    return std::none_of(events.begin(), events.end(), [&](const CounterEvent& other) {
      return other.type == event.type && other.config == event.config && other.metric == event.metric;
    });
  };
  for (const auto& pass : passes) {
    for (const CounterEvent& event : pass) {
      if (counts_always(event) && is_new(event)) events.push_back(event);
    }
  }
  std::uint32_t turn = 0;
  for (const auto& pass : passes) {
    ++turn;
    for (const CounterEvent& event : pass) {
      if (!is_new(event) || of_no_counter(event)) continue;
      events.push_back(event);
      events.back().turn = turn;
    }
  }
  for (const auto& pass : passes) {
    for (const CounterEvent& event : pass) {
      if (is_new(event)) events.push_back(event);
    }
  }
  return events;
}

}  // namespace crossfade::collector
