#include "collector/planned_trace.h"

#include <filesystem>

#include "collector/protocol/arrival_trace.h"

namespace crossfade::collector {

results::Result<void> plan_arrival_trace(const std::string& path, Plan& plan) {
  const auto trace = read_arrival_trace(path);
  if (!trace) return trace.error();
  plan.arrival_trace_path = std::filesystem::absolute(path).string();
  plan.arrival_trace_digest = trace->digest;
  return {};
}

results::Result<void> check_planned_trace(const Plan& plan) {
  if (plan.arrival != results::Arrival::trace) return {};
  const auto trace = read_arrival_trace(plan.arrival_trace_path);
  if (!trace) return trace.error();
  if (trace->digest == plan.arrival_trace_digest) return {};
  return results::Error{results::ErrorKind::data, "cannot resume the recording", plan.arrival_trace_path,
                        "the arrival trace holds other arrivals than when the run began",
                        "put the old file back, or start a new recording"};
}

}  // namespace crossfade::collector
