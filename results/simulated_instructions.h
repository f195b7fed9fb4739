// Simulated instructions: how a recording names the absence of a workload's instructions per request, where
// they were counted by simulation and are not to be used. One place for who writes and who reads it.
#pragma once

#include <string>

#include "results/recording.h"

namespace crossfade::results {

/// Subject of the absence: name and all parameters, which tell a recording's workloads apart.
inline std::string simulated_instructions_subject(const Workload& workload) {
  const std::string parameters = workload.parameters.empty() ? "" : " (" + workload.parameters + ")";
  return "instructions of " + workload.name + parameters;
}

}  // namespace crossfade::results
