// Void stages: words for the reason that there is no value where every stage was disturbed beyond use.
#pragma once

#include <cstddef>
#include <string>

namespace crossfade::analysis {

/// "all 8 such stages are void: disturbed beyond use". `stages`: 1 at least.
std::string all_void_text(std::size_t stages);

}  // namespace crossfade::analysis
