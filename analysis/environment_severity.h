// Severity of a difference in one fact of the environment: what follows from the CPU or only dates a run is
// expected, a setting is suspicious. One row a key or family of keys.
#pragma once

#include <string_view>

#include "analysis/comparability.h"

namespace crossfade::analysis {

/// By the longest row that `key` starts with; suspicious for a key no row knows.
Severity environment_severity(std::string_view key);

}  // namespace crossfade::analysis
