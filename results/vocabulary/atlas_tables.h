// The tables of the instance atlas as compiled in: instance_sizes.csv and instance_families.csv.
#pragma once

#include <string_view>

namespace crossfade::results {

std::string_view instance_sizes_csv();
std::string_view instance_families_csv();

}  // namespace crossfade::results
