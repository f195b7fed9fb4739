// ResumedOptions: the options beside --resume, held against what the recording was begun with. What says the
// same again is welcome, so that the same words can be typed twice; what says something else is refused by
// name; more blocks are added where the plan has room for them. Pure.
#pragma once

#include <span>
#include <vector>

#include "collector/options.h"
#include "collector/plan.h"
#include "results/recording.h"

namespace crossfade::collector {

/// Whether any of the options given says something of the plan, so that it has to be held against another.
bool speak_of_the_plan(const RunOptions& options);

/// The options completed by what the recorded plan has where they say nothing, so that build_plan() gives
/// what they ask for and fails for no other reason. With --same-plan what is left out means its default.
RunOptions completed_options(RunOptions options, const Plan& own);

/// The plan to go on with: `own`, which is the recording's, with more blocks if --blocks asks for them, and
/// with the files that were moved where they are now. `asked`: what a new run with completed_options() would
/// have. Errors: usage; data (a file holds something else than then).
results::Result<Plan> plan_to_go_on_with(const RunOptions& options, const Plan& asked, const Plan& own,
                                         const results::Recording& recorded);

/// The options that name things of the header: title, host, kind. Errors: usage.
results::Result<void> check_header_options(const RunOptions& options, const results::Header& header);

/// What is recorded of the plan for many hosts that a run is a part of; nothing of a run on its own.
std::vector<results::EnvironmentFact> place_in_study(const RunOptions& options);

/// The options that name that plan. Errors: usage.
results::Result<void> check_place_in_study(const RunOptions& options,
                                           std::span<const results::EnvironmentFact> environment);

}  // namespace crossfade::collector
