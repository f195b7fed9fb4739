#include "analysis/throughput_spread.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "analysis/process_run.h"
#include "analysis/quantity.h"
#include "analysis/slo_rate.h"

namespace crossfade::analysis {
namespace {

constexpr std::array<std::string_view, 3> metrics{"capacity", "slo_rate", "slo_rate_grid"};

Sample sample_of(const WorkloadRuns& workload, std::string_view metric) {
  if (metric == "capacity") return sample(workload, at_capacity(workload), throughput_per_s);
  if (metric == "slo_rate") return slo_rate(workload).sample;
  Sample none;
  none.absent_because = "it is read off a grid of rates by all repetitions together";
  return none;
}

HostSpread host_spread(const Side& side, std::uint32_t host, std::vector<RunValue> values) {
  std::sort(values.begin(), values.end(), [](const RunValue& a, const RunValue& b) {
    return std::tie(a.recording, a.block, a.start_unix_ns) < std::tie(b.recording, b.block, b.start_unix_ns);
  });
  HostSpread out;
  out.host = host;
  Sample own;
  own.values = values;
  count_runs(own);
  out.estimate = estimate(own);
  for (const auto& [recording, blocks] : own.blocks_of_recording)
    out.files.push_back(side.recordings[recording]->path.filename().string());
  out.values = std::move(values);
  return out;
}

void add_hosts(const Side& side, const std::string& workload, ThroughputSpread& spread) {
  const Sample all = sample_of(process_runs(side, workload), spread.metric);
  std::map<std::uint32_t, std::vector<RunValue>> by_host;
  for (const RunValue& value : all.values) by_host[value.host].push_back(value);
  for (auto& [host, values] : by_host) spread.hosts.push_back(host_spread(side, host, std::move(values)));
  if (by_host.empty()) spread.no_repetitions_because = all.absent_because;
}

}  // namespace

std::vector<ThroughputSpread> throughput_spreads(std::span<const Side> sides,
                                                 std::span<const std::vector<SideMetric>> described,
                                                 const std::string& workload) {
  std::vector<ThroughputSpread> spreads;
  for (const std::string_view metric : metrics) {
    for (std::size_t side = 0; side < sides.size() && side < described.size(); ++side) {
      for (const SideMetric& known : described[side]) {
        if (known.workload != workload || known.metric != metric) continue;
        ThroughputSpread spread{sides[side].label, known.metric, known.context, known.estimate, {}, ""};
        add_hosts(sides[side], workload, spread);
        spreads.push_back(std::move(spread));
      }
    }
  }
  return spreads;
}

}  // namespace crossfade::analysis
