// Wildcards as access policies have them: * stands for any text, also none; ? for one character. Linear in
// practice: on a mismatch only the last * takes one character more.
#pragma once

#include <cstddef>
#include <string_view>

namespace crossfade::workloads::iam {

inline bool matches(std::string_view pattern, std::string_view text) {
  std::size_t in_pattern = 0, in_text = 0;
  std::size_t behind_star = std::string_view::npos;  // in the pattern; npos = no star yet
  std::size_t star_text = 0;                         // where the text goes on behind what the star took
  while (in_text < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      behind_star = ++in_pattern;
      star_text = in_text;
    } else if (in_pattern < pattern.size() &&
               (pattern[in_pattern] == '?' || pattern[in_pattern] == text[in_text])) {
      ++in_pattern;
      ++in_text;
    } else if (behind_star != std::string_view::npos) {
      in_pattern = behind_star;
      in_text = ++star_text;
    } else {
      return false;
    }
  }
  while (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
    ++in_pattern;
  }
  return in_pattern == pattern.size();
}

}  // namespace crossfade::workloads::iam
