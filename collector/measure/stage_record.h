// Stage record: what the workers of a stage collected, put together as the rows of a recording.
#pragma once

#include "collector/measure/idle_probe.h"
#include "collector/measure/stage.h"

namespace crossfade::collector {

/// The probe's readings, one per worker.
struct ProbePair {
  std::vector<ProbeReading> before, after;
};

/// Everything but repetition, quality and start time. Distributions: latency and service of all classes and
/// of each, wait and start error of all classes; only kinds that the stage has, and none that is empty.
StageDone assemble(const StageSpec& spec, Crew& crew, const Measured& measured, const ProbePair& probes);

}  // namespace crossfade::collector
