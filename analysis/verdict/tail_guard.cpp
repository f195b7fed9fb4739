#include "analysis/verdict/tail_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "analysis/number_text.h"
#include "analysis/statistics/host_model.h"
#include "analysis/verdict/ratio_error.h"

namespace crossfade::analysis {
namespace {

/// By which intervals a row is asked.
struct Asked {
  double level = 0.05;       ///< two-sided
  std::size_t together = 1;  ///< rows, any of which may be violated
};

/// The tightest objective of any class: latencies of all classes are in one distribution.
double objective_ns(const Side& side, const std::string& workload) {
  double least = std::numeric_limits<double>::infinity();
  const WorkloadRuns runs = process_runs(side, workload);
  for (const ProcessRun& run : runs.runs) {
    for (const results::WorkloadClass& c : run.recording->classes)
      if (c.workload == run.workload) least = std::min(least, static_cast<double>(c.slo_p99_ns));
  }
  return std::isfinite(least) ? least : 0;  // none declared: nothing is kept anyway
}

TailGuardResult of_ratio(const MetricComparison& row, const Estimate& candidate, const Ratio& ratio_of_row,
                         const std::string& workload, double half_objective_ns, const Asked& asked,
                         const Policy& policy) {
  // Between fewer hosts the candidate's own interval knows nothing of others.
  const bool knows_hosts =
      candidate.n.hosts >= statistics::enough_hosts || ratio_of_row.method == RatioMethod::same_host_paired;
  const auto upper_ns =
      knows_hosts && candidate.interval ? std::optional(candidate.interval->high) : std::nullopt;
  const std::string where = fmt::format("{}, p99 {}", workload, row.context);
  if (upper_ns && *upper_ns <= half_objective_ns)
    return {TailGuard::holds, fmt::format("{}: candidate at most {}, within half of the objective", where,
                                          quantity_text(*upper_ns, {}, "ns"))};
  if (!ratio_of_row.interval) {
    return {TailGuard::open, fmt::format("{}: no ratio ({})", where,
                                         ratio_of_row.absent_because.empty() ? "it has no interval"
                                                                             : ratio_of_row.absent_because)};
  }
  const std::string ratio =
      fmt::format("{}: {}", where, ratio_text(*ratio_of_row.value, ratio_of_row.interval));
  const double limit = 1 + policy.tail_guard;
  const auto alone = interval_at(ratio_of_row, asked.level);
  const auto among_all = interval_at(ratio_of_row, asked.level / static_cast<double>(asked.together));
  if (alone ? alone->high <= limit : ratio_of_row.interval->high <= limit) return {TailGuard::holds, ratio};
  if (!among_all || among_all->low <= limit) return {TailGuard::open, ratio};
  const std::uint32_t hosts = std::min(ratio_of_row.base_n.hosts, ratio_of_row.candidate_n.hosts);
  if (hosts < statistics::enough_hosts && ratio_of_row.method != RatioMethod::same_host_paired) {
    return {
        TailGuard::open,
        fmt::format("{}; how much p99 differs between hosts is assumed below {} a side, of which the fewer "
                    "here {} {}",
                    ratio, statistics::enough_hosts, hosts == 1 ? "is" : "are", hosts)};
  }
  return {TailGuard::violated, ratio};
}

/// As experienced; what neighbours did to one side is no property of it, so undisturbed has to agree.
TailGuardResult of_row(const MetricComparison& row, const std::string& workload, double half_objective_ns,
                       const Asked& asked, const Policy& policy) {
  TailGuardResult seen = of_ratio(row, row.candidate, row.ratio, workload, half_objective_ns, asked, policy);
  if (seen.state != TailGuard::violated) return seen;
  const TailGuardResult quiet =
      of_ratio(row, row.candidate_undisturbed, row.undisturbed, workload, half_objective_ns, asked, policy);
  if (quiet.state != TailGuard::violated) {
    seen.state = TailGuard::open;
    seen.found += "; undisturbed it is not shown: " + quiet.found;
  }
  return seen;
}

int weight(TailGuard state) {
  return state == TailGuard::violated ? 2 : state == TailGuard::open ? 1 : 0;
}

}  // namespace

TailGuardResult tail_guard(const Comparison& c, const std::vector<std::string>& workloads,
                           const Policy& policy, double level) {
  TailGuardResult worst{TailGuard::holds, ""};
  Asked asked{level, 0};  // one violation decides, so each has to stand among all
  for (const WorkloadComparison& w : c.workloads) {
    if (std::find(workloads.begin(), workloads.end(), w.workload) == workloads.end()) continue;
    for (const MetricComparison& row : w.metrics) asked.together += row.metric == "latency_p99";
  }
  for (const WorkloadComparison& w : c.workloads) {
    if (std::find(workloads.begin(), workloads.end(), w.workload) == workloads.end()) continue;
    const double half_ns = objective_ns(c.candidate, w.workload) / 2;
    bool any = false;
    for (const MetricComparison& row : w.metrics) {
      if (row.metric != "latency_p99") continue;
      any = true;
      TailGuardResult result = of_row(row, w.workload, half_ns, asked, policy);
      if (worst.found.empty() || weight(result.state) > weight(worst.state)) worst = std::move(result);
    }
    if (!any && weight(worst.state) < weight(TailGuard::open))
      worst = {TailGuard::open, w.workload + ": no p99 at matched load"};
  }
  return worst;
}

}  // namespace crossfade::analysis
