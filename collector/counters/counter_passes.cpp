#include "collector/counters/counter_passes.h"

#include <algorithm>
#include <optional>
#include <set>

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

  /// All of it in one pass, or nothing. Says whether it is.
  bool place(const EventSet& set) {
    const auto wanted = events_of(set);
    return wanted && place(*wanted);
  }
  bool place(std::size_t event) { return place(Pass{event}); }

  CounterPasses take() && {
    CounterPasses result;
    for (const Pass& pass : passes_) {
      auto& events = result.passes.emplace_back();
      for (const std::size_t i : pass) events.push_back(events_[i].event);
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

  bool has_its_own(const PlacedEvent& placed) const {
    return placed.place == CounterPlace::fixed_only ||
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

  bool place(const Pass& wanted) {
    for (const Pass& pass : passes_) {
      if (std::includes(pass.begin(), pass.end(), wanted.begin(), wanted.end())) return true;
    }
    for (Pass& pass : passes_) {
      Pass larger = pass;
      larger.insert(wanted.begin(), wanted.end());
      if (!fits(larger)) continue;
      pass = std::move(larger);
      return true;
    }
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

}  // namespace

CounterPasses plan_passes(const std::vector<PlacedEvent>& events, std::string_view microarchitecture,
                          const CounterRoom& room) {
  Planner planner(events, room);
  const std::vector<CounterEvent> usual = hardware_events(microarchitecture);
  EventSet usual_set;
  for (const CounterEvent& event : usual) usual_set.emplace_back(event.metric);
  planner.place(usual_set);
  for (const EventSet& set : results::top_down_event_sets(microarchitecture)) planner.place(set);
  for (const results::DerivedMetric& derived : results::derived_metrics())
    planner.place(results::inputs_of(derived));
  std::vector<CounterEvent> too_large;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!planner.place(i)) too_large.push_back(events[i].event);
  }
  CounterPasses result = std::move(planner).take();
  result.too_large = std::move(too_large);
  return result;
}

}  // namespace crossfade::collector
