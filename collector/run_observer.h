// RunObserver: what the orchestrator tells whoever draws progress. Called only between stages, never while
// one is measured.
#pragma once

#include <cstdint>

#include "collector/plan.h"
#include "collector/planner.h"
#include "results/recording.h"

namespace crossfade::collector {

class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void process_started(const WorkItem& item, const Progress& progress) = 0;
  virtual void stage_started(const WorkItem& item, const StageSpec& stage, const Progress& progress) = 0;
  /// `disturbed`: stages of it that are not clean.
  virtual void process_ended(const WorkItem& item, const results::Repetition& repetition,
                             std::uint32_t stages, std::uint32_t disturbed, const Progress& progress) = 0;
};

}  // namespace crossfade::collector
