// Panel controls: what the calibration panel read beside the stages of a process run, as control variates of
// its values: logarithms that grow as the machine gets slower. For comparisons of one host with itself only:
// between two hosts they would take out the difference that is measured.
#pragma once

#include <cstddef>
#include <vector>

#include "analysis/process_run.h"

namespace crossfade::study {

/// Loads per cycle (sibling thread), memory, clock, L3: in the order in which they explain most, because few
/// values allow few of them (statistics/control_variates.h).
inline constexpr std::size_t number_of_panel_controls = 4;

/// Means over the stages, of the readings before and after each. NaN where a kernel was not read.
std::vector<double> panel_controls(const std::vector<const analysis::StageView*>& stages);

}  // namespace crossfade::study
