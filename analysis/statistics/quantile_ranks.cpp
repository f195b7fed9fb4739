#include "analysis/statistics/quantile_ranks.h"

#include <algorithm>
#include <cmath>

#include "analysis/statistics/quantile_support.h"
#include "analysis/statistics/student_t.h"

namespace crossfade::statistics {

std::optional<QuantileRanks> quantile_ranks(double p, std::uint64_t n, double design_effect) {
  if (!(p > 0 && p < 1)) return std::nullopt;
  const auto effective = effective_requests(n, design_effect);
  if (!effective || *effective < tail_requests_in_all / (1 - p) * (1 - 1e-9)) return std::nullopt;
  const double half = student_t_quantile(0.975, 19) * std::sqrt(p * (1 - p) / *effective);
  if (p + half >= 1) return std::nullopt;
  return QuantileRanks{std::max(0.0, p - half), p + half};
}

}  // namespace crossfade::statistics
