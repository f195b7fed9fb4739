#include "analysis/report/footnotes.h"

#include <fmt/format.h>

#include <algorithm>

namespace crossfade::analysis {
namespace {

/// a ... z, then a1 ...
std::string letter(std::size_t index) {
  const char name = static_cast<char>('a' + index % 26);
  return index < 26 ? std::string(1, name) : fmt::format("{}{}", name, index / 26);
}

}  // namespace

void Footnotes::mark(std::string& marks, std::string_view sentence) {
  auto found = std::find(sentences_.begin(), sentences_.end(), sentence);
  if (found == sentences_.end()) found = sentences_.insert(sentences_.end(), std::string(sentence));
  const std::string name = letter(static_cast<std::size_t>(found - sentences_.begin()));
  if ((" " + marks + " ").find(" " + name + " ") != std::string::npos) return;
  marks += (marks.empty() ? "" : " ") + name;
}

std::vector<std::string> Footnotes::lines() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < sentences_.size(); ++i)
    out.push_back(fmt::format("{}: {}", letter(i), sentences_[i]));
  return out;
}

}  // namespace crossfade::analysis
