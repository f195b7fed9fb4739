// Stages left out: what one process of the plan does not measure, or not for as long as planned, and why: for
// the recording and for whoever ran it. Pure. What an allotment leaves out for want of time is not here
// (allotment.h).
#pragma once

#include <vector>

#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

/// `repetition`: index into recorded.repetitions, of this plan; its capacity is recorded. Empty for all but
/// measurements.
std::vector<results::Absence> left_out_stages(const Plan& plan, const results::Recording& recorded,
                                              std::uint32_t repetition);

}  // namespace crossfade::collector
