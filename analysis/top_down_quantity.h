// Top-down quantity: what cycles per instruction a category of top-down took in the stages of a process run.
// Cycles per instruction, because the slots of two kinds of cores are not the same thing.
#pragma once

#include <string_view>
#include <vector>

#include "analysis/quantity.h"
#include "results/recording.h"

namespace crossfade::analysis {

/// `category` is a TopDownShare::metric. Absent where events of its level were not counted together, and
/// where the shares do not add up: they are not normalised.
Measure top_down_cpi(std::string_view category);

/// Categories that the recording counted the events of, level 1 first; empty if it counted none.
std::vector<std::string_view> top_down_categories(const results::Recording& recording);

/// True if the method that serves this recording is a hint (TopDown::approximate).
bool is_top_down_approximate(const results::Recording& recording);

}  // namespace crossfade::analysis
