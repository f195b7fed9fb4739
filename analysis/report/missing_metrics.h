// Missing metrics: those without a value, by their reason: a sentence a reason instead of a row a metric.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crossfade::analysis {

class MissingMetrics {
 public:
  void add(const std::string& reason, const std::string& metric);
  /// "No value: IPC, cycles per request (this machine has no PMU)."
  std::vector<std::string> lines(std::string_view what = "No value") const;

 private:
  std::vector<std::pair<std::string, std::string>> by_reason_;  ///< reason, metrics
};

}  // namespace crossfade::analysis
