#include "analysis/report/distribution_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"

namespace crossfade::analysis {
namespace {

/// In percent, as people say it; machines get the share.
Cell share_cell(const Estimate& share) {
  Cell cell = estimate_cell(share, "1");
  if (!share.value) return cell;
  cell.text = (share.bound == Bound::at_most ? "at most " : "") + part_text(*share.value);
  if (share.interval)
    cell.text += fmt::format(" [{}, {}]", part_text(share.interval->low), part_text(share.interval->high));
  return cell;
}

}  // namespace

std::string part_text(double share) {
  constexpr double nearly_all = 0.99, percent = 100, most_decimals = 6;
  if (!(share > nearly_all && share < 1)) return percent_text(share);
  // Two digits of what is missing.
  const double decimals = std::min(most_decimals, 1 - std::floor(std::log10(percent * (1 - share))));
  return fmt::format("{:.{}f} %", percent * share, static_cast<int>(decimals));
}

Table distribution_table(const std::string& workload, std::span<const LatencyDistribution> distributions) {
  Table t;
  t.id = "distribution";
  t.title = fmt::format("{}: share of requests by latency", workload);
  t.columns.push_back({"latency", "latency at most", "ns", true});
  for (const LatencyDistribution& d : distributions)
    t.columns.push_back({d.side, d.saturated ? d.side + " (saturated)" : d.side, "1", true});
  if (distributions.empty()) return t;
  t.title += fmt::format(" at {:.6g}/s offered", distributions[0].offered_per_s);
  const std::vector<double>& latencies = distributions[0].latencies_ns;
  for (std::size_t i = 0; i < latencies.size(); ++i) {
    t.rows.push_back({Cell{quantity_text(latencies[i], {}, "ns"), latencies[i], {}, ""}});
    for (const LatencyDistribution& d : distributions) t.rows.back().push_back(share_cell(d.shares[i]));
  }
  for (const LatencyDistribution& d : distributions) {
    const SampleSize n = d.shares.empty() ? SampleSize{} : d.shares.front().n;
    t.notes.push_back(fmt::format("{}: {} process runs, {} requests{}.", d.side, n.processes,
                                  grouped_text(static_cast<double>(n.requests)),
                                  d.saturated ? "; it fell behind: latencies are at least these" : ""));
  }
  t.notes.emplace_back(
      "Latency from the intended arrival, of served requests, all of a recording together; 95 % interval "
      "between process runs at each latency by itself. Without one fewer than five requests are on one side "
      "of "
      "it. Of stages that are too short for their queue it is too narrow: the percentiles say which.");
  return t;
}

}  // namespace crossfade::analysis
