// PlanText: a plan for people, with how long it will take; what --dry-run prints.
#pragma once

#include <string>

#include "collector/plan.h"

namespace crossfade::collector {
std::string plan_text(const Plan& plan);
}  // namespace crossfade::collector
