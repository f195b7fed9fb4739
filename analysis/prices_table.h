// The price book that ships, as compiled in: analysis/prices.csv.
#pragma once

#include <string_view>

namespace crossfade::analysis {

std::string_view prices_csv();

}  // namespace crossfade::analysis
