// Planned look: which look at a plan for many hosts a verdict is, what speaks against deciding at it, and at
// which level it may decide. What repeated looks cost is in docs/methodology.md, section 16.
#pragma once

#include <string>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/study.h"
#include "analysis/verdict/policy.h"

namespace crossfade::analysis {

/// Of two-sided intervals that decide: 5 % where no recording is of a plan, else that of each of the policy's
/// planned looks, so that all of them together err as often as one.
double decision_level(const Study& study, const Policy& policy);

/// Why these recordings are no look of the plan that may decide, a sentence each; empty: they are, or are of
/// no plan.
std::vector<std::string> against_look(const Study& study, const Policy& policy);

/// "look 2 of 3 planned at plan 3fa9c1d2"; empty where no recording is of a plan.
std::string look_name(const Study& study, const Policy& policy);

}  // namespace crossfade::analysis
