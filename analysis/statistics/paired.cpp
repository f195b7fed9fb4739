#include "analysis/statistics/paired.h"

#include <algorithm>
#include <cmath>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"
#include "results/assertion.h"

namespace crossfade::statistics {

std::optional<PairedDifference> paired_t(std::span<const double> a, std::span<const double> b) {
  CF_ASSERT(a.size() == b.size(), "pairs need both sides");
  if (a.size() < 2) return std::nullopt;
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) {
    differences.push_back(b[i] - a[i]);
    if (!std::isfinite(differences.back())) return std::nullopt;
  }
  const auto interval = mean_interval(differences);
  CF_ASSERT(interval, "two values have an interval");
  return PairedDifference{mean(differences), *interval, static_cast<double>(a.size() - 1)};
}

std::vector<std::pair<std::size_t, std::size_t>> neighbours(std::span<const std::int64_t> time_a,
                                                            std::span<const std::int64_t> time_b) {
  struct Run {
    std::int64_t time;
    bool second;
    std::size_t index;
  };
  std::vector<Run> runs;
  for (std::size_t i = 0; i < time_a.size(); ++i) runs.push_back({time_a[i], false, i});
  for (std::size_t i = 0; i < time_b.size(); ++i) runs.push_back({time_b[i], true, i});
  std::stable_sort(runs.begin(), runs.end(), [](const Run& x, const Run& y) { return x.time < y.time; });
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i + 1 < runs.size();) {
    if (runs[i].second == runs[i + 1].second) {
      ++i;
      continue;
    }
    const Run& of_a = runs[i].second ? runs[i + 1] : runs[i];
    const Run& of_b = runs[i].second ? runs[i] : runs[i + 1];
    pairs.emplace_back(of_a.index, of_b.index);
    i += 2;
  }
  return pairs;
}

std::size_t drop_pauses(std::vector<std::pair<std::size_t, std::size_t>>& pairs,
                        std::span<const std::int64_t> time_a, std::span<const std::int64_t> time_b) {
  constexpr double always_near_ns = 60e9, times_median = 5;
  if (pairs.size() < 3) return 0;  // two have no median
  const auto apart_ns = [&](const std::pair<std::size_t, std::size_t>& pair) {
    return std::abs(static_cast<double>(time_b[pair.second]) - static_cast<double>(time_a[pair.first]));
  };
  std::vector<double> all_ns;
  for (const auto& pair : pairs) all_ns.push_back(apart_ns(pair));
  const double limit_ns = std::max(always_near_ns, times_median * median(all_ns));
  return std::erase_if(pairs, [&](const auto& pair) { return apart_ns(pair) > limit_ns; });
}

bool balanced(std::size_t a_first, std::size_t b_first) {
  const std::size_t more = std::max(a_first, b_first) - std::min(a_first, b_first);
  return more * more <= a_first + b_first;
}

}  // namespace crossfade::statistics
