// Top-down quantity: what cycles per instruction a category of top-down took in the stages of a process run.
// Cycles per instruction, because the slots of two kinds of cores are not the same thing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/quantity.h"
#include "results/recording.h"

namespace crossfade::analysis {

/// `category` is a TopDownShare::metric. By the recording's method alone, so that no figure is made of two; a
/// category that its passes have the events of only apart from level 1 is a part by itself (top_down_part.h).
/// Absent where events of its level were not counted together, but for what other process runs may have
/// counted (counts_of_other_runs.h), and where the shares do not add up: they are not normalised.
Measure top_down_cpi(std::string_view category);

/// The method (TopDownMethod::name) that serves the recording: of those whose events of level 1 a pass has,
/// the first. Empty if there is none.
std::string_view top_down_method_of(const results::Recording& recording);

/// Categories that the recording counted the events of, level 1 first; empty if it counted none.
std::vector<std::string_view> top_down_categories(const results::Recording& recording);

/// Which categories of its CPU the recording lacks, and why: a sentence for each reason. Empty if it has all
/// of them, or has asked for no counter of the CPU.
std::string top_down_gap(const results::Recording& recording);

/// True if the method that serves this recording is a hint (TopDown::approximate).
bool is_top_down_approximate(const results::Recording& recording);
/// The same of one category: a part that was counted by itself (top_down_part.h) is none.
bool is_top_down_approximate(const results::Recording& recording, std::string_view category);
/// True if a run's value of the category takes what other process runs of the recording counted
/// (counts_of_other_runs.h).
bool rests_on_other_runs(const results::Recording& recording, std::string_view category);

}  // namespace crossfade::analysis
