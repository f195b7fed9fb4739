// Event catalogue: the events that workers count: the kernel's own and, on each CPU, those of
// results/vocabulary/event_code.
#pragma once

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
/// instructions first; the kernel's generic events where there are no codes for it.
std::vector<PlacedEvent> countable_events(std::string_view microarchitecture);

/// The usual ones of them: what is opened always, cycles and instructions first. Where
/// results::event_codes() has none for it: the kernel's generic events, which the kernel encodes for the CPU
/// itself and which are not always the same thing on two families.
std::vector<CounterEvent> hardware_events(std::string_view microarchitecture = {});

}  // namespace crossfade::collector
