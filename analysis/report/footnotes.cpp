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

bool has(const std::vector<std::string>& sentences, const std::string& sentence) {
  return std::find(sentences.begin(), sentences.end(), sentence) != sentences.end();
}

}  // namespace

std::vector<std::string> sentences_of(const Estimate& e) {
  std::vector<std::string> out = e.cautions;
  if (!e.absent_because.empty() && !e.value) out.push_back(e.absent_because);
  if (!e.no_interval_because.empty()) out.push_back(e.no_interval_because);
  return out;
}

Footnotes footnotes(const std::vector<std::vector<std::string>>& rows) {
  constexpr std::size_t few_rows = 2;  // with fewer, letters are no longer than "every row"
  Footnotes out;
  std::vector<std::string> lettered;
  for (const auto& row : rows) {
    std::string marks;
    for (const std::string& sentence : row) {
      const bool everywhere =
          rows.size() > few_rows &&
          std::all_of(rows.begin(), rows.end(), [&](const auto& r) { return has(r, sentence); });
      if (everywhere) {
        const std::string line = "every row: " + sentence;
        if (!has(out.lines, line)) out.lines.push_back(line);
        continue;
      }
      if (!has(lettered, sentence)) lettered.push_back(sentence);
      const auto index = std::find(lettered.begin(), lettered.end(), sentence) - lettered.begin();
      const std::string name = letter(static_cast<std::size_t>(index));
      if (fmt::format(" {} ", marks).find(fmt::format(" {} ", name)) != std::string::npos) continue;
      marks += fmt::format("{}{}", marks.empty() ? "" : " ", name);
    }
    out.marks.push_back(std::move(marks));
  }
  for (std::size_t i = 0; i < lettered.size(); ++i)
    out.lines.push_back(fmt::format("{}: {}", letter(i), lettered[i]));
  return out;
}

}  // namespace crossfade::analysis
