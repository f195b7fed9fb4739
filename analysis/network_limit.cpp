#include "analysis/network_limit.h"

#include <algorithm>

#include "analysis/side_price.h"
#include "results/vocabulary/atlas.h"

namespace crossfade::analysis {

double network_bytes_per_request(const WorkloadRuns& runs) {
  if (runs.runs.empty()) return 0;
  double in = 0, out = 0;
  for (const results::WorkloadClass& c : runs.runs.front().recording->classes) {
    if (c.workload != runs.runs.front().workload) continue;
    in += c.share * static_cast<double>(c.net_in_bytes);
    out += c.share * static_cast<double>(c.net_out_bytes);
  }
  return std::max(in, out);
}

std::optional<double> network_rate_per_s(const Side& side, const WorkloadRuns& runs) {
  const auto type = results::find_instance_type(common_instance_type(side));
  const double bytes = network_bytes_per_request(runs);
  if (!type || !type->network_baseline_bits_per_s || !(bytes > 0)) return std::nullopt;
  return *type->network_baseline_bits_per_s / 8 / bytes;
}

}  // namespace crossfade::analysis
