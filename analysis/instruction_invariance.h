// Instruction invariance: the same binary that serves the same requests retires as many instructions for each
// on every CPU, within 2 %. Where it does not, it took another code path (dispatch by CPU, spinning,
// retries), and "the CPU is faster" is not the whole story.
#pragma once

#include <optional>
#include <string_view>

#include "analysis/comparability.h"
#include "analysis/comparison.h"
#include "analysis/process_run.h"

namespace crossfade::analysis {

/// True for counts that the work gives and the machine hardly changes: hosts do not differ in them as they do
/// in speed.
bool is_count_of_work(std::string_view metric);

/// The row that says so; nullopt where instructions agree, are not counted on both sides, or the binaries,
/// parameters or data are not known to be the same. `instructions`: the row of instructions per request.
std::optional<Difference> instruction_difference(const WorkloadRuns& base, const WorkloadRuns& candidate,
                                                 const MetricComparison& instructions);

}  // namespace crossfade::analysis
