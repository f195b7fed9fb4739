// QualityRules: is a stage clean, disturbed or void, and why. The tests of the rules of kind quality whose
// texts and thresholds are rows of results/vocabulary/rule.cpp. Only what comes from outside the measured
// work may void it (run queue, steal, throttling, suspension). The same, gaps of a probe and loads per cycle
// of the panel beside the stage may disturb it. Every result of the stage's own only annotates, that it stood
// still too, because selecting by the result would change it.
#pragma once

#include <string>

#include "collector/host/interference.h"
#include "collector/host/machine_clocks.h"
#include "results/recording.h"

namespace crossfade::collector {

struct StageContext {
  InterferenceCounters machine;             ///< from before the stage's probes to after them
  ClockChange clocks = {};                  ///< in the same time; wall_step_ns since the stage before
  double clock_read_ns = results::missing;  ///< what a reading of the clock takes
  bool settled = true;                      ///< the workload was steady before timing began
  bool pinned = true;                       ///< the workers stayed on their CPUs
  bool library_threads = false;             ///< CF_FLAG_LIBRARY_THREADS: it makes its own run queue
  bool unexpected_answers = false;          ///< the golden answers are not those committed
  std::string microarchitecture = {};       ///< of the host: how many loads a cycle its cores can do
};

/// Fills quality, quality_reasons and findings of `record`; what they held before is replaced.
void judge(results::StageRecord& record, const StageContext& context);

}  // namespace crossfade::collector
