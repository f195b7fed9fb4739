// Wilson's interval of a share that was counted: how many of how many. Independent trials; 95 %.
// E. B. Wilson, Journal of the American Statistical Association 22, 1927.
#pragma once

#include <cstdint>

#include "analysis/statistics/interval.h"

namespace crossfade::statistics {

/// Within [0, 1]. `of` is above 0.
Interval wilson_interval(std::uint64_t count, std::uint64_t of);

/// Of a share that rests on as much as so many independent trials, which need not be a whole number.
Interval wilson_interval_of_share(double share, double trials);

}  // namespace crossfade::statistics
