#include "analysis/verdict/ratio_error.h"

#include <cmath>

#include "analysis/statistics/student_t.h"

namespace crossfade::analysis {

using statistics::student_t_quantile;

std::optional<double> standard_error(const Ratio& r) {
  if (!r.value || !r.interval || !(r.degrees_of_freedom > 0)) return std::nullopt;
  return std::log(r.interval->high / r.interval->low) / 2 / student_t_quantile(0.975, r.degrees_of_freedom);
}

std::optional<statistics::Interval> interval_at(const Ratio& r, double level) {
  if (!standard_error(r) || !(level > 0 && level < 1)) return std::nullopt;
  const double wider = student_t_quantile(1 - level / 2, r.degrees_of_freedom) /
                       student_t_quantile(0.975, r.degrees_of_freedom);
  return statistics::Interval{*r.value * std::pow(r.interval->low / *r.value, wider),
                              *r.value * std::pow(r.interval->high / *r.value, wider)};
}

std::optional<statistics::Interval> simultaneous_interval(const Ratio& r, std::size_t comparisons) {
  if (comparisons == 0) return std::nullopt;
  return interval_at(r, 0.05 / static_cast<double>(comparisons));
}

std::optional<double> probability_below(const Ratio& r, double limit) {
  const auto error = standard_error(r);
  if (!error) return std::nullopt;
  const double distance = std::log(limit) - std::log(*r.value);
  if (!(*error > 0)) return distance > 0 ? 1 : 0;
  return statistics::student_t_probability(distance / *error, r.degrees_of_freedom);
}

}  // namespace crossfade::analysis
