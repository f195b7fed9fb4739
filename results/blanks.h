// Blanks: spaces and tabs around a text. Ends of lines are none.
#pragma once

#include <string_view>

namespace crossfade::results {

/// Without those at its ends; empty if there is nothing else.
std::string_view without_blanks(std::string_view text);

}  // namespace crossfade::results
