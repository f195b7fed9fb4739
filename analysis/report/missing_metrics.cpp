#include "analysis/report/missing_metrics.h"

#include <fmt/format.h>

#include <algorithm>

namespace crossfade::analysis {

void MissingMetrics::add(const std::string& reason, const std::string& metric) {
  const auto found =
      std::find_if(by_reason_.begin(), by_reason_.end(), [&](const auto& r) { return r.first == reason; });
  if (found == by_reason_.end()) {
    by_reason_.emplace_back(reason, metric);
  } else {
    found->second += fmt::format(", {}", metric);
  }
}

std::vector<std::string> MissingMetrics::lines(std::string_view what) const {
  std::vector<std::string> out;
  for (const auto& [reason, metrics] : by_reason_)
    out.push_back(fmt::format("{}: {} ({}).", what, metrics, reason));
  return out;
}

}  // namespace crossfade::analysis
