// Quality table: for each recording, how much of its time was clean, disturbed and void, and what the
// calibration panel read beside it.
#pragma once

#include <span>
#include <string>
#include <utility>

#include "analysis/table.h"
#include "analysis/timeline/quality_strip.h"

namespace crossfade::analysis {

/// A recording's name and its strip.
using NamedStrip = std::pair<std::string, QualityStrip>;

/// "12 %"; what is above what the CPU should do is no deficit.
std::string deficit_text(double deficit);

Table quality_table(std::span<const NamedStrip> strips);

}  // namespace crossfade::analysis
