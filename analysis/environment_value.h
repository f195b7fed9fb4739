// Environment value: what a recording says of one fact of its environment, as text. Not why it says nothing.
#pragma once

#include <string>
#include <string_view>

#include "results/recording.h"

namespace crossfade::analysis {

/// Empty if the recording does not have it or could not read it.
std::string environment_value(const results::Recording& recording, std::string_view key);

}  // namespace crossfade::analysis
