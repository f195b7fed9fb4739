#include "analysis/instruction_invariance.h"

#include <fmt/format.h>

#include <cmath>
#include <set>
#include <string>

#include "analysis/code_identity.h"
#include "analysis/difference_rules.h"
#include "analysis/number_text.h"
#include "results/vocabulary/rule.h"

namespace crossfade::analysis {
namespace {

using Texts = std::set<std::string>;

/// The binary and what it is asked to do; empty if the binary is not known.
Texts work_of(const WorkloadRuns& runs) {
  Texts all;
  for (const ProcessRun& run : runs.runs) {
    const results::Workload& w = run.recording->workloads[run.workload];
    const std::string build = plugin_build(*run.recording, run.workload);
    if (build.empty()) return {};
    all.insert(fmt::format("{} {} [{}] {} {}", w.name, w.version, w.parameters, w.dataset_digest, build));
  }
  return all;
}

/// Libraries with the code paths they chose, and caps.
Texts paths_of(const WorkloadRuns& runs) {
  Texts all;
  for (const ProcessRun& run : runs.runs) {
    all.merge(libraries_of(*run.recording, run.workload));
    all.merge(caps_of(*run.recording, run.workload));
  }
  return all;
}

std::string count_text(const Estimate& count) {
  return count.value ? quantity_text(*count.value, count.interval, "1") : "not counted";
}

}  // namespace

bool is_count_of_work(std::string_view metric) {
  return metric == "instructions_per_request";
}

std::optional<Difference> instruction_difference(const WorkloadRuns& base, const WorkloadRuns& candidate,
                                                 const MetricComparison& instructions) {
  if (!instructions.ratio.value) return std::nullopt;
  const Texts work = work_of(base);
  if (work.empty() || work != work_of(candidate)) return std::nullopt;
  const double change = std::fabs(*instructions.ratio.value - 1);
  if (change <= results::threshold_of("instructions")) return std::nullopt;
  const bool is_explained = paths_of(base) != paths_of(candidate);
  return difference("instructions",
                    fmt::format("instructions per request{}", is_explained ? ", by another code path" : ""),
                    base.name, count_text(instructions.base), count_text(instructions.candidate),
                    is_explained ? Severity::expected : Severity::suspicious);
}

}  // namespace crossfade::analysis
