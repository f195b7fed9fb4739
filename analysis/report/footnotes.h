// Footnotes: each distinct sentence once, under a letter; rows carry the letters. What concerns every row is
// said once without a letter.
#pragma once

#include <string>
#include <vector>

#include "analysis/estimate.h"

namespace crossfade::analysis {

struct Footnotes {
  std::vector<std::string> marks;  ///< per row: "a c"
  std::vector<std::string> lines;  ///< "every row: sentence", then "a: sentence"
};

/// Everything that has to be said of an estimate: cautions, and why there is no value or no interval.
std::vector<std::string> sentences_of(const Estimate& estimate);

/// `rows`: the sentences of each row.
Footnotes footnotes(const std::vector<std::vector<std::string>>& rows);

}  // namespace crossfade::analysis
