#include "results/nearest_name.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "results/letter_case.h"

namespace crossfade::results {
namespace {

/// Levenshtein distance, by one row of the usual table.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string> nearest_names(std::string_view as_typed, std::span<const std::string> candidates,
                                       std::size_t count) {
  // Whoever errs in a letter may err in its case, too.
  const std::string typed = lower_case(as_typed);
  const std::size_t limit = std::max<std::size_t>(2, typed.size() / 3);
  std::vector<std::pair<std::size_t, std::size_t>> near;  // distance, position
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::string candidate = lower_case(candidates[i]);
    const std::size_t distance = edit_distance(typed, candidate);
    const bool contained = typed.size() >= 3 && candidate.find(typed) != std::string::npos;
    // A name of two letters is within two edits of everything: there only its own letters count.
    const bool close = distance <= limit && distance < std::max(typed.size(), candidate.size());
    if (close || contained) near.emplace_back(contained ? std::min(distance, limit) : distance, i);
  }
  std::stable_sort(near.begin(), near.end());
  std::vector<std::string> names;
  for (const auto& [distance, position] : near) {
    if (names.size() == count) break;
    names.push_back(candidates[position]);
  }
  return names;
}

std::string did_you_mean(std::string_view typed, std::span<const std::string> candidates,
                         const std::string& otherwise) {
  const auto near = nearest_names(typed, candidates, 1);
  return near.empty() ? otherwise : "did you mean '" + near.front() + "'?";
}

}  // namespace crossfade::results
