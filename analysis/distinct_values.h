// Distinct values: what a side says of one fact: every value once, in order of first appearance.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossfade::analysis {

using Values = std::vector<std::string>;

void add(Values& values, std::string value);

/// "6.1 | 6.5"; an empty value reads "unknown".
std::string joined(const Values& values, std::string_view separator = " | ");

/// True unless both sides have one and the same value: a side that is mixed in itself is not comparable
/// either.
bool differ(const Values& base, const Values& candidate);

}  // namespace crossfade::analysis
