// The report of `show` for a recording of crossfade-collect instructions: instructions per request, how they
// were counted, whether they are those of this CPU; and, beside a recording without instructions of its own,
// the same as a table of tier "simulated". Never part of a comparison.
#pragma once

#include "analysis/table.h"
#include "results/recording_reader.h"

namespace crossfade::analysis {

Document replay_document(const results::OpenedRecording& opened);

/// What joins to the workloads of `measured`, and why the rest does not. `simulated` is an instruction
/// replay.
Table joined_instructions_table(const results::Recording& measured,
                                const results::OpenedRecording& simulated);

}  // namespace crossfade::analysis
