// Open error: why the kernel refused a counter, and what to do about it, in words for the recording.
#pragma once

#include <optional>
#include <string>

#include "collector/counters/counter_event.h"
#include "collector/counters/perf_api.h"

namespace crossfade::collector {

/// `error` is an errno of perf_event_open; `paranoid` is kernel.perf_event_paranoid if it could be read;
/// `cpu` is what was to be counted.
std::string why_not_opened(int error, const CounterEvent& event, std::optional<int> paranoid,
                           int cpu = calling_thread);

/// Of an event that was opened and then never counted.
std::string why_not_scheduled(const CounterEvent& event);

/// kernel.perf_event_paranoid below this /proc; nullopt = not readable.
std::optional<int> paranoid_level(const std::string& proc_root);

}  // namespace crossfade::collector
