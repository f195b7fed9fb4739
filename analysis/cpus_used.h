// CPUs used: whether a recording was made on all CPUs of its machine, or an affinity, a cpuset or --threads
// left some out. Then its throughput is not that of the machine, and a price is.
#pragma once

#include <string>

#include "analysis/side.h"
#include "results/recording.h"

namespace crossfade::analysis {

/// "1 of the 2 CPUs that are online (0): an affinity or a cpuset leaves out the others", as it was recorded,
/// or "1 of the 2 vCPUs, as many as had workers (--threads)"; empty if all were used, or nobody knows.
std::string part_of_cpus(const results::Recording& recording);

/// Of its first recording on a part of its machine.
std::string part_of_cpus(const Side& side);

}  // namespace crossfade::analysis
