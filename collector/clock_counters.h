// ClockCounters: what the kernel's PMU "msr" counts on this machine (counters/msr_events), tried once before
// a run: unhalted cycles and reference cycles of each thread where the hypervisor hides the CPU's own PMU.
// Where that counts cycles these are not opened: they would cost every switch of a thread and every stage
// another read, and say nothing that cycles and task_clock do not.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "collector/counter_plan.h"
#include "collector/counters/counter_event.h"
#include "collector/counters/perf_api.h"

namespace crossfade::collector {

struct ClockCounters {
  std::vector<CounterEvent> events;  ///< that count and are believed
  /// aperf_cycles, mperf_cycles and tsc_ticks; absent_because is empty for those that count.
  std::vector<results::Counter> counters;
};

/// Opens and tests them for the calling thread. `root` holds /sys and /proc; `clock_hz` is the core's clock
/// by chains of instructions, NaN if it is not known.
ClockCounters try_clock_counters(PerfApi& perf, const std::string& root, double clock_hz);

/// Do these tell how many cycles there were?
bool count_cycles(std::span<const results::Counter> hardware);

/// They join every pass, and the plan's list of counters.
void add_clock_counters(CounterPlan& plan, const ClockCounters& clock);

}  // namespace crossfade::collector
