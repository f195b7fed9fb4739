// Mix: how much of a service's work each workload is. The cost of a mix is what a fleet pays, so it is formed
// host by host and then compared: the workloads of one host are fast and slow together, and their intervals
// cannot be combined as if they were not. A geometric mean of ratios is nobody's cost and is not formed here.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/comparison.h"
#include "results/error.h"

namespace crossfade::analysis {

struct Mix {
  std::string name = "equal spend on the baseline";
  /// Workload as named in comparisons -> requests per unit of time; only proportions count. Empty: every
  /// workload has the same part of the baseline's spend.
  std::vector<std::pair<std::string, double>> requests;
};

/// name = "playback"
/// [requests]
/// tls_segment = 1000
/// "catalog_page@24m" = 20
/// Errors: io; data without a table [requests], or with a number that is not above 0.
results::Result<Mix> read_mix(const std::filesystem::path& path);
results::Result<Mix> parse_mix(std::string_view toml, const std::string& name);

/// Those that the mix names, else all that both sides have. Errors: data, for one that they do not share.
results::Result<std::vector<std::string>> mix_workloads(const Comparison& comparison, const Mix& mix);

}  // namespace crossfade::analysis
