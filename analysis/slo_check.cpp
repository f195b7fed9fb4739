#include "analysis/slo_check.h"

#include <fmt/format.h>

#include <cmath>

#include "analysis/exceedance.h"

namespace crossfade::analysis {
namespace {

/// Of being late: about that of the p99, since about 1 % are.
double design_effect(const StageView& view) {
  for (const results::Distribution* d : view.distributions) {
    if (d->kind == results::DistributionKind::latency &&
        d->workload_class == results::Distribution::all_classes)
      return d->design_effect_p99;
  }
  return NAN;
}

std::string share_text(double share) {
  const double percent = 100 * share;
  return fmt::format("{:.{}f} %", percent, percent >= 10 ? 0 : percent >= 1 ? 1 : 2);
}

}  // namespace

std::vector<SloCheck> slo_checks(const WorkloadRuns& workload) {
  std::vector<SloCheck> checks;
  for (const ProcessRun& run : workload.verifications) {
    for (const StageView& view : run.stages) {
      if (view.stage->kind != results::StageKind::verify) continue;
      const StageCount counted = stage_count(run, view);
      if (!counted.absent_because.empty()) continue;
      const RateCount& c = counted.count;
      const auto exceeding = static_cast<std::uint64_t>(std::llround(c.exceeding));
      checks.push_back(
          {view.stage->offered_per_s, c.share(),
           statistics::verify_slo(exceeding, static_cast<std::uint64_t>(c.total), design_effect(view))});
    }
  }
  return checks;
}

std::string slo_check_text(const SloCheck& check, double rate_per_s) {
  const std::string at = fmt::format("at {:.0f} % of it", 100 * check.rate_per_s / rate_per_s);
  const std::string late = share_text(check.exceedance), upper = share_text(check.verification.upper);
  const std::string lower = share_text(check.verification.lower);
  switch (check.verification.verdict) {
    case statistics::SloVerdict::consistent:
      return fmt::format("verified {}: consistent: {} of requests were late, at most {} (95 %)", at, late,
                         upper);
    case statistics::SloVerdict::refuted:
      return fmt::format("REFUTED {}: {} of requests were late, at least {} (95 %)", at, late, lower);
    default:
      return fmt::format("verification {} is open: {} of requests were late, {} to {}", at, late, lower,
                         upper);
  }
}

}  // namespace crossfade::analysis
