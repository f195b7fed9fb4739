// Event catalogue: the events that every worker counts: the kernel's own and, on each CPU, the ones of
// results/vocabulary/event_code that are always opened.
#pragma once

#include <string_view>
#include <vector>

#include "collector/counters/counter_event.h"

namespace crossfade::collector {

const std::vector<CounterEvent>& software_events();

/// What every thread opens on a CPU of that microarchitecture, cycles and instructions first. Where
/// results::event_codes() has none for it: the kernel's generic events, which the kernel encodes for the CPU
/// itself and which are not always the same thing on two families.
std::vector<CounterEvent> hardware_events(std::string_view microarchitecture = {});

}  // namespace crossfade::collector
