#include "collector/run_counters.h"

#include <fmt/format.h>

#include <algorithm>

#include "collector/allotment.h"
#include "collector/block_budget.h"
#include "collector/counter_rotation.h"
#include "collector/counters/counter_passes.h"
#include "collector/counters/event_catalogue.h"
#include "collector/counters/event_names.h"
#include "collector/cpu_counting.h"
#include "collector/descriptor_limit.h"
#include "collector/event_choice.h"
#include "collector/tell.h"

namespace crossfade::collector {

using results::Result;

Result<void> check_named_events(const Plan& plan, std::string_view microarchitecture,
                                const std::vector<results::Counter>& counted, std::FILE* err) {
  if (plan.events.empty()) return {};
  const auto warning = warning_of_named_events(plan.events, counted,
                                               probe_counters(unnamed_events(microarchitecture)).hardware);
  CF_TRY(warning);
  if (!warning->empty()) tell(err, "warning: {}\n", *warning);
  return {};
}

Result<CounterPlan> settled_counters(const Plan& plan, const std::vector<CounterEvent>& events,
                                     const CpuIdentity& cpu, const CounterProbe& probe,
                                     const ClockEstimate& clock, std::FILE* err) {
  const CounterRoom beside = room_in_turns(probe.room);
  const bool takes_turns = plan.multiplex && beside.general > 0;
  CounterPlan counters = plan.events.empty() ? probe_passes(cpu, takes_turns ? beside : probe.room)
                                             : CounterPlan{probe.room, {events}, {}};
  counters.room = probe.room;
  if (!plan.events.empty()) doubt_zeros(counters.passes.front(), cpu, probe);
  if (!plan.counters) return counters;
  const std::string why = why_not_listed(cpu.microarchitecture);
  if (!why.empty() && plan.events.empty() && probe.room.general > 0)
    tell(err, "warning: no hardware event is counted: {}\n", why);
  if (!count_cycles(counters.counters) && !count_cycles(probe.hardware))
    add_clock_counters(counters, probe_clock_counters(clock.hz));
  if (takes_turns && counters.passes.size() > 1) {
    tell(err,
         "note: --multiplex: {} groups of the counters take turns within every stage; cycles and "
         "instructions are counted, everything else of the CPU is scaled up by the time that it was on the "
         "counters, and an estimate\n",
         counters.passes.size());
    counters.passes = {in_turns(counters.passes)};
  } else if (const std::string no_turns = why_no_turns(plan, probe.room, counters); !no_turns.empty()) {
    tell(err, "note: --multiplex has no effect here: {}\n", no_turns);
  }
  CF_TRY(raise_descriptor_limit(plan.worker_cpus.size(),
                                software_events().size() + opened_events(counters).at_most));
  if (!plan.count_cpus) return counters;
  if (const std::string little = little_of_cpus(counters); !little.empty()) tell(err, "note: {}\n", little);
  CF_TRY(check_cpu_counting(plan.worker_cpus));
  count_cpus(counters);
  return counters;
}

std::string why_no_turns(const Plan& plan, const CounterRoom& room, const CounterPlan& counters) {
  if (!plan.multiplex) return {};
  if (room.general == 0) return room.none_because;
  if (room_in_turns(room).general == 0)
    return "no counter is left beside those of cycles and instructions, and only there are turns taken";
  return counters.passes.size() > 1 ? "" : "all events that count here fit on its counters at once";
}

results::EnvironmentFact multiplexing_fact(const CounterPlan& counters) {
  std::uint32_t turns = 0;
  for (const auto& pass : counters.passes) {
    for (const CounterEvent& event : pass) turns = std::max(turns, event.turn);
  }
  if (turns == 0)
    return {"pmu.multiplexing", {}, "asked for, but nothing has to take turns: one pass holds all events"};
  return {"pmu.multiplexing", fmt::format("{} groups in turns, scaled up", turns), {}};
}

std::string counter_gap(const Plan& plan, const CounterPlan& counters) {
  if (!plan.counters) return "";
  const Allotment expected =
      plan.calibration > 0 ? expected_allotment(plan) : Allotment{plan, blocks_in_budget(plan, {}, 0)};
  return rotation_gap(expected.plan, expected.expected_blocks, counters.passes);
}

}  // namespace crossfade::collector
