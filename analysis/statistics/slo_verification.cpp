#include "analysis/statistics/slo_verification.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>

#include "results/assertion.h"

namespace crossfade::statistics {

SloVerification verify_slo(std::uint64_t exceeding, std::uint64_t requests, double design_effect,
                           double allowed_exceedance) {
  CF_ASSERT(exceeding <= requests, "late requests are requests");
  SloVerification out;
  if (requests == 0 || !std::isfinite(design_effect)) return out;
  const double effect = std::max(1.0, design_effect);
  const double late = static_cast<double>(exceeding) / effect;
  const double in_time = static_cast<double>(requests - exceeding) / effect;
  if (exceeding > 0)
    out.lower = boost::math::quantile(boost::math::beta_distribution<>(late, in_time + 1), 0.05);
  if (exceeding < requests) {
    out.upper = boost::math::quantile(boost::math::beta_distribution<>(late + 1, in_time), 0.95);
  }
  if (out.upper < allowed_exceedance) out.verdict = SloVerdict::consistent;
  if (out.lower > allowed_exceedance) out.verdict = SloVerdict::refuted;
  return out;
}

}  // namespace crossfade::statistics
