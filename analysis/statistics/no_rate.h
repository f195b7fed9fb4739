// No rate: how far recorded requests show that no rate meets the objectives, once the SLO estimate has found
// none. What it rests on is the share of requests that would be late if nobody queued, in [0, 1]. Not the
// estimate itself: slo_estimate.h.
#pragma once

#include "analysis/statistics/slo_problem.h"

namespace crossfade::statistics {

/// Beyond this share of late requests a disturbance explains nothing: who disturbs meets a few of them.
inline constexpr double most_late_by_disturbance = 0.5;

enum class NoRateCertainty {
  certain,        ///< a fact of the machine
  blocks_differ,  ///< the interval between blocks reaches below what is allowed: longer recordings may find a
                  ///< rate
  disturbed       ///< a quieter machine may have one
};

struct NoRate {
  NoRateCertainty certainty = NoRateCertainty::certain;
  double late_alone_share = 0;  ///< of all requests of the problem
};

/// `too_disturbed`: whether so many of the chunks were disturbed that nothing can be said of the machine.
NoRate judge_no_rate(const SloProblem& problem, bool too_disturbed);

}  // namespace crossfade::statistics
