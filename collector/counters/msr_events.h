// MSR events: the clock counters that the kernel reads from model-specific registers through its PMU "msr",
// which a machine may have whose hypervisor hides the CPU's own PMU: APERF (unhalted core cycles), MPERF
// (unhalted cycles at the TSC's rate) and the TSC. They count while the thread is on a CPU, user and kernel
// space alike, and take none of the CPU's counters. Type and codes are the running kernel's own, from sysfs.
// Intel SDM vol. 3B, 15.2; AMD PPR, MSR 0000_00E7h and 0000_00E8h; Linux arch/x86/events/msr.c.
#pragma once

#include <string>
#include <vector>

#include "collector/counters/counter_event.h"

namespace crossfade::collector {

struct MsrEvents {
  std::vector<CounterEvent> events;      ///< of aperf_cycles, mperf_cycles and tsc_ticks those that are there
  std::vector<results::Counter> absent;  ///< the others, with the reason
};

/// What the kernel names below `root`/sys/bus/event_source/devices/msr. Whether it counts is another matter:
/// msr_self_test.h.
MsrEvents read_msr_events(const std::string& root);

}  // namespace crossfade::collector
