#include "collector/clock_counters.h"

#include <algorithm>

#include "collector/counters/event_catalogue.h"
#include "collector/counters/msr_events.h"
#include "collector/counters/thread_counters.h"

namespace crossfade::collector {

ClockCounters try_clock_counters(PerfApi& perf, const std::string& root, double clock_hz) {
  const MsrEvents there = read_msr_events(root);
  ClockCounters found;
  const std::string proc_root = (root.ends_with('/') ? root : root + "/") + "proc";
  const ThreadCounters opened(perf, proc_root, there.events, calling_thread, clock_hz);
  for (std::size_t i = 0; i < there.events.size(); ++i) {
    found.counters.push_back(opened.counters()[software_events().size() + i]);
    if (found.counters.back().absent_because.empty()) found.events.push_back(there.events[i]);
  }
  found.counters.insert(found.counters.end(), there.absent.begin(), there.absent.end());
  return found;
}

bool count_cycles(std::span<const results::Counter> hardware) {
  return std::any_of(hardware.begin(), hardware.end(), [](const results::Counter& counter) {
    return counter.metric == "cycles" && counter.absent_because.empty();
  });
}

void add_clock_counters(CounterPlan& plan, const ClockCounters& clock) {
  for (auto& pass : plan.passes) pass.insert(pass.end(), clock.events.begin(), clock.events.end());
  plan.counters.insert(plan.counters.end(), clock.counters.begin(), clock.counters.end());
}

}  // namespace crossfade::collector
