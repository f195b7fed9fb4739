// The version of Crossfade, one for all programs; set in the top CMakeLists.txt.
#pragma once

#include <string_view>

namespace crossfade::results {
std::string_view version();
}  // namespace crossfade::results
