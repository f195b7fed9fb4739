// Instruction rows: what became of one workload's replay, as rows of the recording and as a line for people.
// Each replayed request is a stage of kind `simulated` with its instructions; the native rounds are stages of
// kind `probe` with CPU time and no count. Where the count is not transferable there is none: an absence says
// why.
#pragma once

#include <string>

#include "collector/instruction_replay.h"
#include "collector/recording_sink.h"

namespace crossfade::collector {

/// The counter of all its readings.
results::Counter simulated_instructions();

/// `counter`: row of simulated_instructions().
results::Result<void> record_replay(RecordingSink& sink, const PlannedWorkload& planned, const Plugin& plugin,
                                    const InstructionReplay& replay, std::uint32_t counter);

/// "tls_segment: 1,234 instructions a request ...", one line.
std::string replay_text(const PlannedWorkload& planned, const InstructionReplay& replay, double clock_hz);

}  // namespace crossfade::collector
