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

/// Of shares that their formula divides by their own sum: whether that is the slots.
std::string why_not_whole(const TopDownMethod& method, const Counts& counts) {
  if (method.whole == nullptr) return {};
  const double whole = method.whole(counts);
  if (whole >= lowest_sum && whole <= highest_sum) return {};
  return fmt::format("the fixed counters of level 1 add up to {:.2f} of the slots", whole);
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
  out.inconsistent_because = why_not_whole(method, counts);
  if (out.inconsistent_because.empty()) out.inconsistent_because = why_inconsistent(shares);
  out.shares = std::move(shares);
  return out;
}

}  // namespace

namespace {

/// `wanted`: empty = the first whose events are there.
TopDown of_first(std::string_view wanted, std::string_view microarchitecture, const Counts& counts,
                 Siblings siblings) {
  TopDown out;
  out.absent_because = fmt::format("there are no top-down formulas for {}",
                                   microarchitecture.empty() ? "an unknown CPU" : microarchitecture);
  for (const TopDownMethod& method : top_down_methods()) {
    if (!is_for(method, microarchitecture) || (!wanted.empty() && method.name != wanted)) continue;
    const std::string_view missing = missing_event(method, counts);
    const bool holds = siblings == Siblings::idle ? method.holds != HoldsFor::working_siblings
                                                  : method.holds != HoldsFor::idle_siblings;
    if (missing.empty() && holds) return by(method, counts);
    // Of several the last one takes least.
    if (!missing.empty() && holds) out.absent_because = fmt::format("{} was not counted", missing);
    if (missing.empty() && !holds && siblings == Siblings::working)
      out.absent_because =
          "the cores' other hyperthreads were workers too, and how much of the slots they took was not "
          "counted";
  }
  return out;
}

}  // namespace

TopDown top_down(std::string_view microarchitecture, const Counts& counts, Siblings siblings) {
  return of_first({}, microarchitecture, counts, siblings);
}

TopDown top_down_by(std::string_view method, std::string_view microarchitecture, const Counts& counts,
                    Siblings siblings) {
  return of_first(method, microarchitecture, counts, siblings);
}

}  // namespace crossfade::analysis
