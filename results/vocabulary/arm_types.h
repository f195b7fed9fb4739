// Arm types: instance types whose CPU is no x86, told from their names, and x86 types of the same kind.
// Crossfade measures x86 alone, and who names another deserves more than "unknown".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossfade::results {

/// Of AWS (Graviton: "m8g.xlarge", "c7gd", "a1.large"), Google Cloud ("c4a-standard-8") and Azure
/// ("Standard_D4ps_v5"); a family alone too. Case does not matter.
bool is_arm_type(std::string_view type);

/// x86 types of the same kind and size: of AWS those of the atlas, of the same generation or the nearest one
/// that there is; where it has none of the size, families. Of the other clouds by their naming. Empty if none
/// is known.
std::vector<std::string> x86_siblings_of(std::string_view arm_type);

}  // namespace crossfade::results
