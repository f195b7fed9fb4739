#include "collector/counter_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "collector/counters/counter_passes.h"
#include "collector/counters/event_catalogue.h"
#include "collector/counters/provocation.h"
#include "collector/counters/thread_counters.h"
#include "results/vocabulary/event_set.h"

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
                                const std::vector<CounterEvent>& pass, Machine machine,
                                std::vector<results::Counter>& counters) {
  ThreadCounters opened(perf, proc_root, pass);
  const Shown shown = provoked_events(opened);
  std::vector<CounterEvent> counting;
  for (std::size_t i = 0; i < pass.size(); ++i) {
    results::Counter counter = opened.counters()[software_events().size() + i];
    if (counter.absent_because.empty()) counter.absent_because = shown.hidden[software_events().size() + i];
    note(counters, counter);
    if (!counter.absent_because.empty()) continue;
    counting.push_back(pass[i]);
    counting.back().zero_is_doubtful =
        machine == Machine::of_a_hypervisor && !shown.counted[software_events().size() + i];
  }
  return counting;
}

/// Nothing is asked of a CPU whose codes are not known: that they are absent is said of the usual things.
CounterPlan plan_of_unlisted(const CounterRoom& room, const std::string& not_listed) {
  CounterPlan plan{room, {{}}, {}};
  const std::string& why = room.general > 0 ? not_listed : room.none_because;
  for (const CounterEvent& event : generic_events())
    note(plan.counters,
         {event.metric, recorded_name(event), results::CounterScope::user_kernel, event.tier, why});
  return plan;
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
                          const CounterRoom& room, const PerfMetrics& metrics, Machine machine) {
  if (const std::string why = why_not_listed(microarchitecture); !why.empty())
    return plan_of_unlisted(room, why);
  CounterPlan plan{room, {}, {}};
  if (room.general > 0) {
    std::vector<PlacedEvent> events = countable_events(microarchitecture);
    events.insert(events.end(), metrics.events.begin(), metrics.events.end());
    const CounterPasses planned = plan_passes(events, microarchitecture, room);
    for (const auto& pass : planned.passes) {
      auto counting = tried(perf, proc_root, pass, machine, plan.counters);
      if (adds_something(counting, plan)) plan.passes.push_back(std::move(counting));
    }
    for (const CounterEvent& event : planned.too_large) {
      note(plan.counters, {event.metric, recorded_name(event), results::CounterScope::user_kernel, event.tier,
                           fmt::format("{} needs more counters than the {} of this machine", event.raw_event,
                                       room.general)});
    }
  }
  if (plan.passes.empty()) return {room, {hardware_events(microarchitecture)}, {}};
  for (const results::Counter& counter : metrics.absent) note(plan.counters, counter);
  return plan;
}

std::string perf_metrics_text(const CounterPlan& plan) {
  for (const results::Counter& counter : plan.counters) {
    if (counter.metric != perf_metrics_level_1.front()) continue;
    return counter.absent_because.empty() ? "top-down by PERF_METRICS" : counter.absent_because;
  }
  return {};
}

PmuTier tier_of(const CounterPlan& plan, const PmuTier& otherwise) {
  std::vector<results::Counter> of_the_cpu;
  std::copy_if(plan.counters.begin(), plan.counters.end(), std::back_inserter(of_the_cpu),
               [](const results::Counter& counter) {
                 return counter.tier == results::CounterTier::hardware && !is_of_perf_metrics(counter.metric);
               });
  return of_the_cpu.empty() ? otherwise : pmu_tier_of(of_the_cpu);
}

namespace {

bool is_counted(const CounterPlan& plan, std::string_view metric) {
  return std::any_of(plan.counters.begin(), plan.counters.end(), [metric](const results::Counter& counter) {
    return counter.metric == metric && counter.absent_because.empty();
  });
}

/// All of it in one pass.
bool are_together(const CounterPlan& plan, const results::EventSet& set) {
  return std::any_of(plan.passes.begin(), plan.passes.end(), [&set](const auto& pass) {
    return std::all_of(set.begin(), set.end(), [&pass](std::string_view metric) {
      return std::any_of(pass.begin(), pass.end(),
                         [metric](const CounterEvent& event) { return event.metric == metric; });
    });
  });
}

/// Of an event of the last way, which takes least; empty if all count.
std::string why_not_counted(const CounterPlan& plan, const results::TopDownSets& sets) {
  for (const results::EventSet& set : sets.level_1.back()) {
    for (const std::string_view metric : set) {
      const auto found = std::find_if(plan.counters.begin(), plan.counters.end(),
                                      [metric](const auto& counter) { return counter.metric == metric; });
      if (found != plan.counters.end() && !found->absent_because.empty())
        return fmt::format("{}: {}", metric, found->absent_because);
    }
  }
  return {};
}

std::string why_no_top_down(const CounterPlan& plan, std::string_view microarchitecture,
                            const results::TopDownSets& sets) {
  if (sets.level_1.empty()) return fmt::format("there are no formulas for {}", microarchitecture);
  const bool has_level_1 = std::any_of(sets.level_1.begin(), sets.level_1.end(), [&plan](const auto& way) {
    return std::all_of(way.begin(), way.end(), [&plan](const auto& set) { return are_together(plan, set); });
  });
  if (has_level_1) return {};
  const std::string absent = why_not_counted(plan, sets);
  return absent.empty() ? "too few counters at once" : absent;
}

}  // namespace

CounterAnswers answers_of(const CounterPlan& plan, std::string_view microarchitecture) {
  CounterAnswers answers;
  if (is_counted(plan, "instructions"))
    answers.figures.emplace_back(is_counted(plan, "cycles") ? "instructions and IPC" : "instructions");
  if (is_counted(plan, "branch_misses")) answers.figures.emplace_back("branch mispredictions");
  if (is_counted(plan, "l1d_misses") || is_counted(plan, "l2_misses") || is_counted(plan, "dram_fills"))
    answers.figures.emplace_back("cache misses");
  const results::TopDownSets sets = results::top_down_event_sets(microarchitecture);
  answers.no_top_down_because = why_no_top_down(plan, microarchitecture, sets);
  if (answers.no_top_down_because.empty())
    answers.figures.emplace_back(sets.approximate ? "top-down (a hint: an approximation on this CPU)"
                                                  : "top-down");
  return answers;
}

OpenedEvents opened_events(const CounterPlan& plan) {
  OpenedEvents opened;
  std::vector<CounterEvent> each_once;
  for (const auto& pass : plan.passes) {
    std::size_t of_pass = 0;
    for (const CounterEvent& event : pass) {
      // What this machine does not show is refused, and takes no descriptor.
      if (plan.room.general == 0 && event.tier != results::CounterTier::msr) continue;
      ++of_pass;
      const bool is_new = std::none_of(each_once.begin(), each_once.end(), [&event](const auto& other) {
        return other.type == event.type && other.config == event.config && other.metric == event.metric;
      });
      if (is_new) each_once.push_back(event);
    }
    opened.at_most = std::max(opened.at_most, of_pass);
  }
  opened.multiplexed = each_once.size();
  return opened;
}

}  // namespace crossfade::collector
