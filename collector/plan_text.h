// PlanText: a plan for people, with how long it will take; what --dry-run prints.
#pragma once

#include <string>

#include "collector/allotment.h"
#include "collector/plan_items.h"

namespace crossfade::collector {
std::string plan_text(const Plan& plan);

/// What a run that begins says: what is to come, and what of it is not expected to fit into a budget.
std::string begun_text(const Plan& plan);

/// What was allotted and what is left out, in lines.
std::string settled_text(const Allotment& settled);

/// Of a plan that is gone on with: how many of its blocks are complete, and what is left, process by process.
std::string remaining_text(const Plan& plan, const results::Recording& recorded);

/// Where in the plan an item is: "block 3/8", "calibration 1/3", "rerun of block 3/8", "verification".
std::string place_text(const Plan& plan, const WorkItem& item);
}  // namespace crossfade::collector
