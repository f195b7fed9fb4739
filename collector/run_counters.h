// RunCounters: what a run counts on this host, settled and said before anything is measured.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "collector/counter_plan.h"
#include "collector/counter_probe.h"
#include "collector/counters/counter_event.h"
#include "collector/host/clock_probe.h"
#include "collector/host/cpu_identity.h"
#include "collector/plan.h"
#include "results/error.h"

namespace crossfade::collector {

/// Whoever named events hears of what will be absent now and not in an hour. Errors: those of
/// warning_of_named_events().
results::Result<void> check_named_events(const Plan& plan, std::string_view microarchitecture,
                                         const std::vector<results::Counter>& counted, std::FILE* err);

/// The passes, and the clock counters where the CPU's own PMU counts no cycles. A CPU without codes is warned
/// of: nothing of its hardware is counted unless it is named. Of a run that names events
/// these are the only pass: who names them wants them together. `clock`: as chains of instructions show it.
/// Errors: unavailable, where there are too few file descriptors or whole CPUs may not be counted although
/// the plan says so.
results::Result<CounterPlan> settled_counters(const Plan& plan, const std::vector<CounterEvent>& events,
                                              const CpuIdentity& cpu, const CounterProbe& probe,
                                              const ClockEstimate& clock, std::FILE* err);

/// Of a plan with --multiplex: why nothing takes turns; empty where something does, or nobody asked for it.
/// `counters`: its passes, of the room that there is in turns.
std::string why_no_turns(const Plan& plan, const CounterRoom& room, const CounterPlan& counters);

/// "pmu.multiplexing": how many groups take turns; absent with the reason where one holds all.
results::EnvironmentFact multiplexing_fact(const CounterPlan& counters);

/// What a run will not count, as far as its blocks are known.
std::string counter_gap(const Plan& plan, const CounterPlan& counters);

}  // namespace crossfade::collector
