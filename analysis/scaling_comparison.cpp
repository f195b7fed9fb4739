#include "analysis/scaling_comparison.h"

#include <algorithm>
#include <iterator>

#include "analysis/quantity.h"
#include "analysis/sample.h"
#include "analysis/scaling.h"

namespace crossfade::analysis {
namespace {

Ratio ratio_or_why(const Sample& base, const Sample& candidate, const std::string& blocked,
                   const RatioOptions& options) {
  if (blocked.empty()) return ratio(base, candidate, results::Direction::higher_is_better, options);
  Ratio none;
  none.base_n = base.n;
  none.candidate_n = candidate.n;
  none.absent_because = blocked;
  return none;
}

}  // namespace

std::vector<ScalingComparison> compare_scaling(const WorkloadRuns& base, const WorkloadRuns& candidate,
                                               const std::string& blocked, const RatioOptions& options) {
  const ThreadCounts a = capacity_thread_counts(base), b = capacity_thread_counts(candidate);
  ThreadCounts common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  if (common.empty() || common.back() == 1) return {};
  std::vector<ScalingComparison> out;
  for (const std::uint32_t threads : common) {
    ScalingComparison c;
    c.threads = threads;
    const Sample base_per_s = sample(base, capacity_at(threads), throughput_per_s);
    const Sample candidate_per_s = sample(candidate, capacity_at(threads), throughput_per_s);
    c.base_per_s = estimate(base_per_s);
    c.candidate_per_s = estimate(candidate_per_s);
    c.throughput = ratio_or_why(base_per_s, candidate_per_s, blocked, options);
    const Sample base_efficiency = sample(base, capacity_at(threads), scaling_efficiency);
    const Sample candidate_efficiency = sample(candidate, capacity_at(threads), scaling_efficiency);
    c.base_efficiency = efficiency_estimate(base_efficiency, threads);
    c.candidate_efficiency = efficiency_estimate(candidate_efficiency, threads);
    if (threads > 1) {
      c.efficiency = ratio_or_why(base_efficiency, candidate_efficiency, blocked, options);
    } else {
      c.efficiency.absent_because = "1 by definition";
    }
    out.push_back(std::move(c));
  }
  return out;
}

}  // namespace crossfade::analysis
