// Open error: why the kernel refused a counter, and what to do about it, in words for the recording.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "collector/counters/counter_event.h"
#include "collector/counters/perf_api.h"

namespace crossfade::collector {

/// What a group of events that count together takes of the CPU's counters.
struct GroupSize {
  std::size_t needed = 0;    ///< events of the group that take a counter of the CPU each
  std::size_t opened = 0;    ///< those of them that the kernel took
  bool opens_alone = false;  ///< the refused event, in a group of its own: the kernel knows its code
};

/// `error` is an errno of perf_event_open; `paranoid` is kernel.perf_event_paranoid if it could be read;
/// `cpu` is what was to be counted; `group`: of an event that was refused behind others, if it is known.
std::string why_not_opened(int error, const CounterEvent& event, std::optional<int> paranoid,
                           int cpu = calling_thread, std::optional<GroupSize> group = {});

/// Of an event that was opened and then never counted.
std::string why_not_scheduled(const CounterEvent& event);

/// kernel.perf_event_paranoid below this /proc; nullopt = not readable.
std::optional<int> paranoid_level(const std::string& proc_root);

}  // namespace crossfade::collector
