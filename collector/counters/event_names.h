// Event names: the events that a user calls by their names. A name is a metric that this CPU has a code for
// (results/vocabulary/event_code) or whatever libpfm4 understands. Not thread safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collector/counters/counter_event.h"
#include "results/error.h"

namespace crossfade::collector {

/// One of libpfm4 that has a code of ours, or that the kernel counts in every run, is that metric. Errors are
/// of kind usage: no such event on this CPU (the nearest names are offered), one that no thread counts for
/// itself, one that libpfm4 is known to encode wrongly.
results::Result<CounterEvent> find_event(const std::string& name, std::string_view microarchitecture);

/// Cycles and instructions, without which no ratio can be formed. None of a CPU without codes: there a user
/// answers for every one.
std::vector<CounterEvent> unnamed_events(std::string_view microarchitecture);

/// The hardware events that every worker counts where events are named: the unnamed first, then the named
/// ones in their order, each once. Those of the kernel (software_events()) are counted anyway.
results::Result<std::vector<CounterEvent>> named_events(std::span<const std::string> names,
                                                        std::string_view microarchitecture);

}  // namespace crossfade::collector
