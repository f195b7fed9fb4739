// CounterPlan: what the measuring processes of a run count on this host, settled once before they start: how
// many hardware counters there are, the passes that all events make, and which events count here at all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/counters/counter_event.h"
#include "collector/counters/counter_room.h"
#include "collector/counters/perf_api.h"
#include "collector/counters/perf_metrics.h"
#include "collector/host/counter_answers.h"
#include "collector/host/pmu_tier.h"
#include "results/recording.h"

namespace crossfade::collector {

struct CounterPlan {
  CounterRoom room;
  /// One at least. A process opens one of them: counter_rotation.h.
  std::vector<std::vector<CounterEvent>> passes;
  /// Every hardware event once; absent_because is empty for those that are in a pass. None where there is no
  /// choice of passes: then the processes say what counts. Clock counters too, where they were tried.
  std::vector<results::Counter> counters;
};

/// A hypervisor may take an event and let it count nothing; bare metal does not.
enum class Machine { of_a_hypervisor, bare_metal };

/// Opens and tests every pass for the calling thread and leaves out what does not count. Where the machine
/// shows no counters there is one pass of the usual events, which will say why; of a CPU without codes one
/// pass of none, and what is absent is named by the kernel's names for it. Takes some 100 ms.
CounterPlan plan_counters(PerfApi& perf, const std::string& proc_root, std::string_view microarchitecture,
                          const CounterRoom& room, const PerfMetrics& metrics,
                          Machine machine = Machine::of_a_hypervisor);

/// Of a CPU that may have PERF_METRICS: that top-down is made of it, or why not. Else empty.
std::string perf_metrics_text(const CounterPlan& plan);

/// Of all events of the CPU what the plan found; `otherwise` where it found nothing out. What PERF_METRICS
/// gives is not among them: no guest has it, and general counters give the same (perf_metrics_text()).
PmuTier tier_of(const CounterPlan& plan, const PmuTier& otherwise);

CounterAnswers answers_of(const CounterPlan& plan, std::string_view microarchitecture);

/// Of one worker, beside the software events.
struct OpenedEvents {
  std::size_t at_most = 0;      ///< of the largest pass
  std::size_t multiplexed = 0;  ///< of all passes, each once (run --multiplex)
};
OpenedEvents opened_events(const CounterPlan& plan);

}  // namespace crossfade::collector
