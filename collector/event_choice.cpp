#include "collector/event_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/event_names.h"

namespace crossfade::collector {

using results::Error;
using results::ErrorKind;
using results::Result;

Result<std::vector<CounterEvent>> events_to_count(const Plan& plan, std::string_view microarchitecture) {
  if (plan.events.empty()) return hardware_events(microarchitecture);
  return named_events(plan.events, microarchitecture);
}

Result<std::string> warning_of_named_events(const std::vector<std::string>& names,
                                            std::span<const results::Counter> counted,
                                            std::span<const results::Counter> unnamed) {
  const auto is_absent = [](const results::Counter& counter) { return !counter.absent_because.empty(); };
  const auto absent = std::find_if(counted.begin(), counted.end(), is_absent);
  if (absent == counted.end()) return std::string();
  if (std::all_of(unnamed.begin(), unnamed.end(), is_absent)) {
    std::vector<std::string_view> metrics;
    for (const results::Counter& counter : counted) metrics.emplace_back(counter.metric);
    const std::string& why = unnamed.empty() ? absent->absent_because : unnamed.front().absent_because;
    return fmt::format("{} will be absent: {}", fmt::join(metrics, ", "), why);
  }
  return Error{ErrorKind::unavailable, "cannot count what was asked for by name",
               fmt::format("--event {}", fmt::join(names, " --event ")),
               fmt::format("{}: {}", absent->raw_event, absent->absent_because),
               "name fewer events or leave --event out; crossfade-collect doctor says what this machine "
               "counts"};
}

}  // namespace crossfade::collector
