// Event catalogue: the events that workers count: the kernel's own and, on each CPU, those of
// results/vocabulary/event_code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/counters/counter_event.h"
#include "results/vocabulary/event_code.h"

namespace crossfade::collector {

const std::vector<CounterEvent>& software_events();

CounterEvent event_of(const results::EventCode& code);

/// An event and which of the CPU's counters can count it.
struct PlacedEvent {
  CounterEvent event;
  results::CounterPlace place = results::CounterPlace::any;
};

/// Everything that threads can count for themselves on a CPU of that microarchitecture, cycles and
/// instructions first; nothing where there are no codes for it. Not what counts on some machines with that
/// CPU only: perf_metrics.h.
std::vector<PlacedEvent> countable_events(std::string_view microarchitecture);

/// The usual ones of them: what is opened always, cycles and instructions first.
std::vector<CounterEvent> hardware_events(std::string_view microarchitecture);

/// What the kernel calls by names of its own, cycles and instructions first, and encodes for the CPU itself:
/// not always the same thing on two families. They show how much room there is (counter_room.h); a run counts
/// them only where their names are given.
const std::vector<CounterEvent>& generic_events();

/// Of a CPU without codes: that nothing of its hardware is counted, why, and what can be done; else empty.
std::string why_not_listed(std::string_view microarchitecture);

}  // namespace crossfade::collector
