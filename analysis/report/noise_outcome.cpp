#include "analysis/report/noise_outcome.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analysis/noise_text.h"
#include "analysis/report/metric_table.h"

namespace crossfade::analysis {
namespace {

bool changes_slowly(const Noise& noise) {
  return noise.drift && noise.drift->ratio_interval.low > 1;
}

/// "8 pairs in turn find 6.4 %, 50 pairs 2.2 %; one after the other 30 %"; empty if there is none of it.
std::string found_text(const Noise& noise) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < noise_pairs.size(); ++i) {
    if (!noise.in_turn[i]) continue;
    parts.push_back(fmt::format("{} pairs{} {}", noise_pairs[i],
                                parts.empty() ? " in turn find changes of" : "",
                                noise_text(noise.in_turn[i]->change)));
  }
  std::string text = fmt::format("{}", fmt::join(parts, ", "));
  if (noise.one_after_the_other) {
    text += fmt::format("{}one after the other {}{}", text.empty() ? "" : ", ",
                        text.empty() ? "finds changes of " : "", noise_text(*noise.one_after_the_other));
  }
  return text;
}

std::string row_text(const EstimandNoise& row) {
  const Noise& all = row.experienced;
  std::string text =
      fmt::format("{}: {} differs by {} between process runs", row.workload,
                  metric_text(row.metric, row.context), noise_text(all.between_runs->deviation));
  const Noise& quiet = row.undisturbed;
  if (quiet.between_runs && quiet.n != all.n)
    text += fmt::format(" (undisturbed {})", noise_text(quiet.between_runs->deviation));
  if (changes_slowly(all)) text += ", and the machine changes slowly: measure in turn";
  if (const std::string found = found_text(all); !found.empty()) text += fmt::format("; {}", found);
  return text;
}

}  // namespace

std::string noise_outcome_text(std::string_view name, const std::vector<EstimandNoise>& floor) {
  std::vector<std::string> rows;
  for (const EstimandNoise& row : floor) {
    const bool is_headline = row.metric == "capacity" || row.metric == "slo_rate";
    if (is_headline && row.experienced.between_runs) rows.push_back(row_text(row));
  }
  if (rows.empty())
    return fmt::format("In short, {}: neither capacity nor SLO throughput has runs enough to say.", name);
  return fmt::format("In short, {}: {}.", name, fmt::join(rows, ". "));
}

}  // namespace crossfade::analysis
