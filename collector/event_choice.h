// EventChoice: which hardware events a run counts, and what the user should know of them before anything is
// measured. How names become events is counters/event_names.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collector/counters/counter_event.h"
#include "collector/plan.h"
#include "results/error.h"
#include "results/recording.h"

namespace crossfade::collector {

/// The named events, or the usual ones where none are named. Errors: those of named_events().
results::Result<std::vector<CounterEvent>> events_to_count(const Plan& plan,
                                                           std::string_view microarchitecture);

/// Of events that were named: a warning that they will be absent, where the machine counts nothing at all,
/// as it is with the usual ones; empty if all of them count. `counted`: as they were opened together;
/// `unnamed`: ditto, cycles and instructions alone. Errors: unavailable, where the machine counts these but
/// not what was named: fewer names, or others, would count.
results::Result<std::string> warning_of_named_events(const std::vector<std::string>& names,
                                                     std::span<const results::Counter> counted,
                                                     std::span<const results::Counter> unnamed);

}  // namespace crossfade::collector
