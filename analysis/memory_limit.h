// Memory limit: what a workload keeps resident, against the memory that a type has by its data sheet. Of the
// workload as it was measured: a service's own heap, caches and neighbours are the user's to know.
#pragma once

#include <optional>
#include <string>

#include "analysis/process_run.h"
#include "analysis/side.h"

namespace crossfade::analysis {

/// Of a machine's memory; the rest is the kernel's, the agents' and the page cache's. An assumption.
inline constexpr double usable_memory_share = 0.9;

/// The most that a process of the workload had resident when it was prepared; absent if none says.
std::optional<double> resident_bytes(const WorkloadRuns& workload);

/// "20 GiB were resident, and m5.xlarge has 16 GiB": a side whose type was stated, not met, may not hold what
/// it ran. Empty if it does, or one of the two is not known.
std::string why_memory_is_short(const Side& side, const WorkloadRuns& workload);

}  // namespace crossfade::analysis
