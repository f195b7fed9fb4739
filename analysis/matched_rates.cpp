#include "analysis/matched_rates.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/number_text.h"
#include "analysis/quantity.h"
#include "analysis/sample.h"

namespace crossfade::analysis {
namespace {

using results::StageKind;

/// A side's capacity at `workers` as it is estimated, without its interval, only to choose rates; nullopt
/// without capacity stages.
std::optional<double> rough_capacity(const WorkloadRuns& workload, std::uint32_t workers) {
  const Sample s = sample(workload, {StageKind::capacity, workers, {}}, throughput_per_s);
  return s.values.empty() ? std::nullopt : estimate(s).value;
}

}  // namespace

std::vector<double> kept_up_rates(const WorkloadRuns& workload) {
  std::vector<double> kept, lost;
  for (const ProcessRun& run : workload.runs) {
    for (const StageView* v : matching(run, {StageKind::load, {}, {}})) {
      const double rate = v->stage->offered_per_s;
      if (!(rate > 0)) continue;
      // One that stood still for a moment does not say that the rate is too high.
      auto& list = v->stage->outcome == results::StageOutcome::saturated ? lost : kept;
      if (!has_rate(list, rate)) list.push_back(rate);
    }
  }
  std::erase_if(kept, [&](double r) { return has_rate(lost, r); });
  std::sort(kept.begin(), kept.end());
  return kept;
}

MatchedRates matched_rates(const WorkloadRuns& base, const WorkloadRuns& candidate,
                           std::optional<double> most_per_s) {
  MatchedRates out;
  std::vector<double> common;
  const std::vector<double> others = kept_up_rates(candidate);
  for (const double rate : kept_up_rates(base)) {
    if (has_rate(others, rate)) common.push_back(rate);
  }
  out.base_capacity = rough_capacity(base, most_workers(base));
  const auto other = rough_capacity(candidate, most_workers(candidate));
  if (out.base_capacity && other) {
    const double limit = highest_matched_load * std::min(*out.base_capacity, *other);
    std::erase_if(common, [limit](double rate) { return rate > limit * (1 + 1e-6); });
  }
  if (most_per_s) std::erase_if(common, [&](double rate) { return rate > *most_per_s; });
  if (common.empty()) return out;
  out.low = common.front();
  if (common.size() > 1) out.high = common.back();
  return out;
}

std::string rate_context(double rate_per_s, const std::optional<double>& capacity) {
  std::string text = fmt::format("at {}/s", grouped_text(rate_per_s));
  if (capacity) text += fmt::format(" ({:.0f} %)", 100 * rate_per_s / *capacity);
  return text;
}

}  // namespace crossfade::analysis
