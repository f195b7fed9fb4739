// Cloud counters: what guests of a cloud show by its own documents and by what was seen in guests, for types
// that the atlas does not have (it has those of AWS) and for machines that do not know their type.
#pragma once

#include <string>
#include <string_view>

namespace crossfade::results {

/// Of a type's name that looks like one of Google Cloud or Azure: what such machines show, and what to
/// choose. Empty for any other name.
std::string counters_of_cloud(std::string_view type);

/// Where to find a machine that shows its counters, cloud by cloud.
std::string where_counters_are_shown();

}  // namespace crossfade::results
