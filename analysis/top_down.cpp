#include "analysis/top_down.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/top_down_method.h"

namespace crossfade::analysis {
namespace {

bool is_for(const TopDownMethod& method, std::string_view microarchitecture) {
  const auto& all = method.microarchitectures;
  return std::find(all.begin(), all.end(), microarchitecture) != all.end();
}

/// The first event of level 1 that was not counted; empty if all were.
std::string_view missing_event(const TopDownMethod& method, const Counts& counts) {
  for (const std::string_view metric : method.level_1) {
    if (counts.find(metric) == counts.end()) return metric;
  }
  return {};
}

std::string why_inconsistent(const std::vector<TopDownShare>& shares) {
  double sum = 0;
  for (const TopDownShare& share : shares) {
    if (share.within.empty()) sum += share.fraction;
    if (share.fraction < lowest_fraction || share.fraction > highest_fraction)
      return fmt::format("{} would be {:.2f} of the slots", share.metric, share.fraction);
  }
  if (sum < lowest_sum || sum > highest_sum)
    return fmt::format("level 1 adds up to {:.2f} of the slots", sum);
  return {};
}

std::optional<double> cycles_per_instruction(const Counts& counts) {
  const auto cycles = counts.find("cycles"), instructions = counts.find("instructions");
  if (cycles == counts.end() || instructions == counts.end() || !(instructions->second > 0)) return {};
  return cycles->second / instructions->second;
}

TopDown by(const TopDownMethod& method, const Counts& counts) {
  TopDown out;
  std::vector<TopDownShare> shares = method.shares(counts);
  if (!std::all_of(shares.begin(), shares.end(), [](const auto& s) { return std::isfinite(s.fraction); })) {
    out.absent_because = "an event that the slots are counted with counted nothing";
    return out;
  }
  out.method = method.name;
  out.approximate = method.approximate;
  if (const auto cpi = cycles_per_instruction(counts)) {
    for (TopDownShare& share : shares) share.cpi = share.fraction * *cpi;
  }
  out.inconsistent_because = why_inconsistent(shares);
  out.shares = std::move(shares);
  return out;
}

}  // namespace

TopDown top_down(std::string_view microarchitecture, const Counts& counts) {
  TopDown out;
  out.absent_because = fmt::format("there are no top-down formulas for {}",
                                   microarchitecture.empty() ? "an unknown CPU" : microarchitecture);
  for (const TopDownMethod& method : top_down_methods()) {
    if (!is_for(method, microarchitecture)) continue;
    const std::string_view missing = missing_event(method, counts);
    if (missing.empty()) return by(method, counts);
    out.absent_because = fmt::format("{} was not counted", missing);
  }
  return out;
}

}  // namespace crossfade::analysis
