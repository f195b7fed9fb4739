// Orchestrator: carries out a plan. Asks the planner what comes next, measures it in a fresh process, until
// the plan is complete, the user stops it or the recording cannot be written any more.
#pragma once

#include "collector/repetition_run.h"

namespace crossfade::collector {

/// paused: as many blocks as were asked for are done and the plan has more.
enum class RunEnd { finished, interrupted, paused };

/// `parts.progress` is set by this function. A recording that was resumed may hold a repetition that was left
/// running: it is recorded as killed. Errors are those of the recording; the last published state is kept.
results::Result<RunEnd> carry_out(RunParts parts);

}  // namespace crossfade::collector
