// Top-down part: one pair of level 2 by itself, from the few events that it takes, where these do not fit
// beside level 1 on a guest's counters. The same formulas as the methods' (top_down_method.h), of another
// process run than level 1 and so never checked against it; each is a figure of its own, cycles per
// instruction.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/top_down.h"

namespace crossfade::analysis {

struct TopDownPart {
  std::vector<std::string_view> microarchitectures;
  std::vector<std::string_view> needs;  ///< metric ids, cycles and instructions left out
  std::string_view formula;             ///< in these ids; S = slots
  /// Of counts that have all of `needs` and cycles: the pair. Not finite where there are no slots.
  std::vector<TopDownShare> (*shares)(const Counts& counts) = nullptr;
};

std::span<const TopDownPart> top_down_parts();

/// The categories of all parts whose events, cycles and instructions are counted.
std::vector<std::string_view> part_categories(std::string_view microarchitecture, const Counts& counts);

struct CountedPart {
  std::vector<TopDownShare> shares;  ///< as they came out
  std::string
      inconsistent_because;  ///< why they are not to be believed (lowest_fraction); empty = they may be
};
/// Of each part whose events, cycles and instructions are all counted.
std::vector<CountedPart> counted_parts(std::string_view microarchitecture, const Counts& counts);

}  // namespace crossfade::analysis
