// Letter case: of ASCII alone, whatever the locale; other bytes stay.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::results {

std::string lower_case(std::string_view text);

}  // namespace crossfade::results
