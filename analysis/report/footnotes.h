// Footnotes: each distinct sentence once, under a letter; cells carry the letters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossfade::analysis {

class Footnotes {
 public:
  /// Adds `sentence` to a cell's marks ("a c") unless it is there already.
  void mark(std::string& marks, std::string_view sentence);
  /// "a: sentence", in order of first use.
  std::vector<std::string> lines() const;

 private:
  std::vector<std::string> sentences_;
};

}  // namespace crossfade::analysis
