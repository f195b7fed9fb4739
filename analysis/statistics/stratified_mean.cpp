#include "analysis/statistics/stratified_mean.h"

#include <cmath>
#include <limits>

#include "analysis/statistics/moments.h"
#include "analysis/statistics/student_t.h"

namespace crossfade::statistics {

StratifiedMean stratified_mean(std::span<const Stratum> strata) {
  StratifiedMean out;
  double variance = 0, over_degrees = 0;
  bool spread_is_known = !strata.empty();
  if (strata.empty()) out.mean = std::numeric_limits<double>::quiet_NaN();
  for (const Stratum& stratum : strata) {
    const auto n = static_cast<double>(stratum.values.size());
    out.mean += n > 0 ? stratum.share * mean(stratum.values) : std::numeric_limits<double>::quiet_NaN();
    spread_is_known = spread_is_known && n >= 2;
    if (n < 2) continue;
    const double part = stratum.share * stratum.share * sample_variance(stratum.values) / n;
    variance += part;
    over_degrees += part * part / (n - 1);
  }
  if (!spread_is_known) return out;
  if (over_degrees > 0) {
    out.interval = t_interval(out.mean, std::sqrt(variance), variance * variance / over_degrees);
  } else {
    out.interval = Interval{out.mean, out.mean};
  }
  return out;
}

}  // namespace crossfade::statistics
