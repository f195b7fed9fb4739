// Finite number: a text that is one and nothing else, as "1.6e-3"; without blanks, a sign of plus or a unit.
// Not for the number at the start of a longer text.
#pragma once

#include <optional>
#include <string_view>

namespace crossfade::results {

/// nullopt if anything stands beside the number, or if it is infinite or NaN.
std::optional<double> finite_number(std::string_view text);

}  // namespace crossfade::results
