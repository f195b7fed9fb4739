// Import choice: which prices to take out of a cloud's price files. What is not chosen is left out silently;
// what would have to be guessed is refused.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace crossfade::analysis {

struct ImportChoice {
  std::optional<std::string> region, currency;  ///< absent = all there are
  std::vector<std::string> families;            ///< "m5" of m5.xlarge; empty = all

  bool takes(const std::string& type, const std::string& in_region) const {
    const auto is_of = [&](const std::string& family) { return type.starts_with(family + "."); };
    return (!region || *region == in_region) &&
           (families.empty() || std::any_of(families.begin(), families.end(), is_of));
  }
};

}  // namespace crossfade::analysis
