// RunObserver: what the orchestrator tells whoever draws progress. Called only between stages, never while
// one is measured.
#pragma once

#include <cstdint>
#include <string>

#include "collector/allotment.h"
#include "collector/planner.h"
#include "results/recording.h"

namespace crossfade::collector {

/// What became of the stages of a process.
struct StagesOfProcess {
  std::uint32_t all = 0;
  std::uint32_t disturbed = 0;  ///< shown, and counted as experienced
  std::uint32_t voided = 0;     ///< never used
  std::string remark = {};      ///< why stages are void, or why nothing was measured; may be empty
  std::uint32_t near_slo = 0, near_slo_voided = 0;  ///< of all: what the SLO throughput is solved from
};

class RunObserver {
 public:
  virtual ~RunObserver() = default;
  /// The calibration is over: how many blocks there will be and what is left out.
  virtual void plan_settled(const Allotment& settled) = 0;
  virtual void process_started(const WorkItem& item, const Progress& progress) = 0;
  /// Every few seconds while the process prepares: how long it has, and when it is given up.
  virtual void still_preparing(const WorkItem& item, std::uint64_t elapsed_ns, std::uint64_t limit_ns,
                               const Progress& progress) = 0;
  virtual void stage_started(const WorkItem& item, const StageSpec& stage, const Progress& progress) = 0;
  virtual void process_ended(const WorkItem& item, const results::Repetition& repetition,
                             const StagesOfProcess& stages, const Progress& progress) = 0;
};

}  // namespace crossfade::collector
