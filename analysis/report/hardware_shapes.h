// Hardware shapes: the measured speed of instance families in the words of Netflix's
// service-capacity-modeling planner, for which a vCPU is as fast as cpu_ghz x cpu_ipc_scale. JSON with the
// planner's "instances", the baseline's family having a scale of 1, and beside them "crossfade": how each
// scale was found, its interval and its n. The planner leaves what it does not know aside.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/verdict/mix.h"
#include "results/error.h"

namespace crossfade::analysis {

/// `shape_files`: the planner's own (auto_m5.json ...). With them every shape of a measured family is written
/// as it stands there with another cpu_ipc_scale, and to the clock that stands there: these replace the
/// files. Without them only the measured types are written, with the clock that was measured. Errors: data
/// for a type that is not known, a speed or a clock that is missing, a file that is none of the planner's;
/// usage for two sides of one family.
results::Result<std::string> hardware_shapes(const std::vector<Comparison>& comparisons, const Mix& mix,
                                             const std::vector<std::filesystem::path>& shape_files,
                                             const CompareOptions& options);

}  // namespace crossfade::analysis
