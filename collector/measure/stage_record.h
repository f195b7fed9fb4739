// Stage record: what the workers of a stage collected, put together as the rows of a recording.
#pragma once

#include "collector/measure/idle_probe.h"
#include "collector/measure/stage.h"

namespace crossfade::collector {

/// What was read beside the stage: of the idle probe one reading per worker, of the panel one of all.
struct Probes {
  std::vector<ProbeReading> before, after;
  results::PanelReading panel_before, panel_after;
};

/// Everything but repetition, quality and start time. Distributions: latency and service of all classes and
/// of each, wait and start error of all classes; only kinds that the stage has, and none that is empty.
StageDone assemble(const StageSpec& spec, Crew& crew, const Measured& measured, const Probes& probes);

}  // namespace crossfade::collector
