// Panel table: what the calibration panel of a recording read, kernel by kernel, and what it was judged by.
#pragma once

#include "analysis/panel_verdict.h"
#include "analysis/table.h"

namespace crossfade::analysis {

Table panel_table(const results::Recording& recording);

}  // namespace crossfade::analysis
