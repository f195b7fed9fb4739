#include "analysis/verdict/ratio_error.h"

#include <cmath>

#include "analysis/statistics/student_t.h"

namespace crossfade::analysis {

using statistics::student_t_quantile;

std::optional<double> standard_error(const Ratio& r) {
  if (!r.value || !r.interval || !(r.degrees_of_freedom > 0)) return std::nullopt;
  return std::log(r.interval->high / r.interval->low) / 2 / student_t_quantile(0.975, r.degrees_of_freedom);
}

std::optional<statistics::Interval> simultaneous_interval(const Ratio& r, std::size_t comparisons) {
  if (!standard_error(r) || comparisons == 0) return std::nullopt;
  const double each = 0.025 / static_cast<double>(comparisons);
  const double wider =
      student_t_quantile(1 - each, r.degrees_of_freedom) / student_t_quantile(0.975, r.degrees_of_freedom);
  return statistics::Interval{*r.value * std::pow(r.interval->low / *r.value, wider),
                              *r.value * std::pow(r.interval->high / *r.value, wider)};
}

std::optional<double> probability_below(const Ratio& r, double limit) {
  const auto error = standard_error(r);
  if (!error) return std::nullopt;
  const double distance = std::log(limit) - std::log(*r.value);
  if (!(*error > 0)) return distance > 0 ? 1 : 0;
  return statistics::student_t_probability(distance / *error, r.degrees_of_freedom);
}

}  // namespace crossfade::analysis
