#include "analysis/slo_check.h"

#include <fmt/format.h>

#include <cmath>

#include "analysis/exceedance.h"
#include "analysis/number_text.h"
#include "analysis/slo_rate.h"

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
  return percent_text_beside(share, allowed_exceedance);
}

/// A stage that did not keep up has no design effect, so no count of it would ever lead to a verdict: what
/// became of its load is asked first.
SloCheck check_of(const StageView& view, const RateCount& counted) {
  const results::Stage& stage = *view.stage;
  SloCheck check;
  check.rate_per_s = stage.offered_per_s;
  check.exceedance = counted.share();
  check.disturbed = stage.quality == results::Quality::disturbed;
  if (stage.outcome == results::StageOutcome::saturated) {
    check.verification.verdict = statistics::SloVerdict::refuted;
    check.because = "the load could not be served";
    return check;
  }
  if (stage.outcome == results::StageOutcome::aborted) {
    check.because = "its workers stood still until it was given up";
    return check;
  }
  const double effect = design_effect(view);
  check.verification = statistics::verify_slo(static_cast<std::uint64_t>(std::llround(counted.exceeding)),
                                              static_cast<std::uint64_t>(counted.total), effect);
  if (!std::isfinite(effect)) {
    check.because = fmt::format("{} of requests were late, but there is no design effect to judge that by",
                                share_text(check.exceedance));
  }
  return check;
}

/// What was seen, for a sentence on the verdict.
std::string seen_text(const SloCheck& check) {
  if (!check.because.empty()) return check.because;
  const std::string late = share_text(check.exceedance);
  const std::string lower = share_text(check.verification.lower);
  const std::string upper = share_text(check.verification.upper);
  switch (check.verification.verdict) {
    case statistics::SloVerdict::consistent:
      return fmt::format("{} of requests were late, at most {} (95 %)", late, upper);
    case statistics::SloVerdict::refuted:
      return fmt::format("{} of requests were late, at least {} (95 %)", late, lower);
    case statistics::SloVerdict::open:
      break;
  }
  return fmt::format("{} of requests were late, {} to {}", late, lower, upper);
}

}  // namespace

std::vector<SloCheck> slo_checks(const WorkloadRuns& workload) {
  std::vector<SloCheck> checks;
  for (const ProcessRun& run : workload.verifications) {
    for (const StageView& view : run.stages) {
      if (view.stage->kind != results::StageKind::verify) continue;
      const StageCount counted = stage_count(run, view);
      if (counted.absent_because.empty()) checks.push_back(check_of(view, counted.count));
    }
  }
  return checks;
}

std::string slo_check_text(const SloCheck& check, double rate_per_s) {
  const std::string at = fmt::format("at {:.0f} % of it", 100 * check.rate_per_s / rate_per_s);
  const std::string where = check.disturbed ? at + " on a disturbed stage" : at;
  const std::string seen = seen_text(check);
  switch (check.verification.verdict) {
    case statistics::SloVerdict::consistent:
      return fmt::format("verified {}: consistent: {}", where, seen);
    case statistics::SloVerdict::refuted:
      // Who disturbed the look may be all that refutes: put as something to do, like a disturbed ratio.
      if (check.disturbed)
        return fmt::format("REFUTED on a disturbed stage: measure again: {}, {}", at, seen);
      return fmt::format("REFUTED {}: {}", at, seen);
    case statistics::SloVerdict::open:
      break;
  }
  return fmt::format("verification {} is open: {}", where, seen);
}

}  // namespace crossfade::analysis
