// The text of docs/methodology.md, compiled in.
#pragma once

#include <string_view>

namespace crossfade::analysis {

std::string_view methodology_markdown();

}  // namespace crossfade::analysis
