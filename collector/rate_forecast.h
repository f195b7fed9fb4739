// Rate forecast: what the stages at offered rates that a user named will hold, before anything is measured:
// too few requests for any quantile, or more than there is room for; of a step profile, at any rates, what
// lies beyond a stage's end. Numbers of requests are not for the grid, whose rates follow from a capacity
// that is not known yet. Pure.
#pragma once

#include <string>
#include <vector>

#include "collector/plan.h"
#include "results/error.h"

namespace crossfade::collector {

/// Errors (usage): at one of Plan::rates_per_s all blocks together have fewer requests than even a median
/// takes; the step profile offers nothing before a stage ends.
results::Result<void> check_rates(const Plan& plan);

/// What is to be known of the other rates, a sentence each, of those of a baseline too; and of the steps that
/// no stage reaches.
std::vector<std::string> rate_notes(const Plan& plan);

}  // namespace crossfade::collector
