// SLO verification: what one look at a rate below the estimate says about the estimate. It never changes it:
// taking the smaller of estimate and verified rate would favour the quieter host.
#pragma once

#include <cstdint>

namespace crossfade::statistics {

enum class SloVerdict {
  consistent,  ///< the upper bound is below the allowed exceedance
  refuted,     ///< the lower bound is above it
  open         ///< neither: too few requests for their design effect, or too near
};

struct SloVerification {
  SloVerdict verdict = SloVerdict::open;
  double lower = 0, upper = 1;  ///< exceedance, each one-sided 95 %
};

/// Of `requests` at one rate `exceeding` were late. Bounds by Clopper and Pearson (Biometrika 26, 1934) with
/// both counts divided by the design effect of being late (virtual_design_effects.h), so that their ratio
/// stays; below 1 it counts as
/// 1. Open with bounds 0 and 1 if there are no requests or the design effect is not finite.
SloVerification verify_slo(std::uint64_t exceeding, std::uint64_t requests, double design_effect,
                           double allowed_exceedance = 0.01);

}  // namespace crossfade::statistics
