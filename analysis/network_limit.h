// Network limit: how many requests a second the network of an instance type carries by its published
// baseline, whatever the CPU could do. Not measured.
#pragma once

#include <optional>

#include "analysis/process_run.h"
#include "analysis/side.h"

namespace crossfade::analysis {

/// In the busier direction, as the workload's classes declare them; 0 if they do not.
double network_bytes_per_request(const WorkloadRuns& runs);

/// Requests per second: network baseline of the side's type / bytes per request in the busier direction, as
/// the workload's classes declare them. Absent if the type is not in the atlas or no bytes are declared.
std::optional<double> network_rate_per_s(const Side& side, const WorkloadRuns& runs);

}  // namespace crossfade::analysis
