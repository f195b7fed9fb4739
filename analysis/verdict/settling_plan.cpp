#include "analysis/verdict/settling_plan.h"

#include <algorithm>
#include <cmath>

#include "analysis/statistics/detectable_effect.h"
#include "analysis/verdict/ratio_error.h"

namespace crossfade::analysis {

std::optional<SettlingPlan> settling_plan(const Ratio& cost, double threshold_ratio, std::uint32_t most_hosts,
                                          double level) {
  const auto error = standard_error(cost);
  if (!error || cost.base_n.hosts == 0 || cost.candidate_n.hosts == 0) return std::nullopt;
  const double distance = std::fabs(std::log(*cost.value) - std::log(threshold_ratio));
  const double deviation = *error / std::sqrt(1.0 / cost.base_n.hosts + 1.0 / cost.candidate_n.hosts);
  for (std::uint32_t hosts = 2; hosts <= most_hosts; ++hosts) {
    const double of_mean = deviation * std::sqrt(2.0 / hosts);
    const double effect = of_mean > 0 ? distance / of_mean : HUGE_VAL;
    if (std::isinf(effect) || statistics::t_test_power(effect, 2.0 * hosts - 2, level) >= settling_power)
      return SettlingPlan{hosts, deviation};
  }
  return std::nullopt;
}

}  // namespace crossfade::analysis
