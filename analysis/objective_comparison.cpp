#include "analysis/objective_comparison.h"

#include <array>

#include "analysis/objective_grid.h"
#include "analysis/ratio.h"
#include "analysis/slo_rate.h"
#include "analysis/slo_solution.h"
#include "analysis/undisturbed.h"

namespace crossfade::analysis {
namespace {

Ratio ratio_of(const SloRate& base, const SloRate& candidate, const WorkloadComparison& w,
               RatioOptions options) {
  if (!w.not_comparable_because.empty()) {
    Ratio none;
    none.absent_because = w.not_comparable_because;
    return none;
  }
  options.base = {base.open_below, 1};
  options.candidate = {candidate.open_below, 1};
  return ratio(base.sample, candidate.sample, results::Direction::higher_is_better, options);
}

}  // namespace

std::vector<ObjectiveRatio> objective_ratios(const Comparison& c, const WorkloadComparison& w,
                                             const CompareOptions& options) {
  const WorkloadRuns base = process_runs(c.base, w.workload);
  const WorkloadRuns candidate = process_runs(c.candidate, w.workload);
  std::vector<ObjectiveRatio> out;
  if (!has_slo_chunks(base) || !has_slo_chunks(candidate)) return out;
  const Undisturbed base_undisturbed(c.base), candidate_undisturbed(c.candidate);
  const WorkloadRuns base_left = base_undisturbed.of(base),
                     candidate_left = candidate_undisturbed.of(candidate);
  solve_slo_ahead(std::array{&base, &candidate, &base_left, &candidate_left}, objective_factors);
  const RatioOptions ratio_options = ratio_options_of(c, options);
  for (const double factor : objective_factors) {
    SloRate a = slo_rate(base, factor), b = slo_rate(candidate, factor);
    SloRate quiet_a = slo_rate(base_left, factor), quiet_b = slo_rate(candidate_left, factor);
    base_undisturbed.demand_blocks(a.sample, quiet_a.estimate, quiet_a.sample);
    candidate_undisturbed.demand_blocks(b.sample, quiet_b.estimate, quiet_b.sample);
    ObjectiveRatio& o = out.emplace_back();
    o.factor = factor;
    o.ratio = ratio_of(a, b, w, ratio_options);
    o.undisturbed = ratio_of(quiet_a, quiet_b, w, ratio_options);
    o.base = std::move(a.estimate);
    o.candidate = std::move(b.estimate);
  }
  return out;
}

}  // namespace crossfade::analysis
