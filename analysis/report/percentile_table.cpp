#include "analysis/report/percentile_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/report/cells.h"

namespace crossfade::analysis {

std::string percentile_text(double p) {
  return fmt::format("{:.6g} %", 100 * p);
}

Table percentile_table(const std::string& workload, std::span<const PercentileCurve> curves) {
  Table t;
  t.id = "percentiles";
  t.title = curves.empty() ? fmt::format("{}: latency by percentile", workload)
                           : fmt::format("{}: latency by percentile at {:.6g}/s offered", workload,
                                         curves[0].offered_per_s);
  t.columns.push_back({"percentile", "percentile", "", true});
  for (const PercentileCurve& curve : curves) {
    const bool bound = curve.saturated;
    t.columns.push_back({curve.side, bound ? curve.side + " (saturated)" : curve.side, "ns", true});
  }
  std::size_t longest = 0;
  for (const PercentileCurve& curve : curves) longest = std::max(longest, curve.points.size());
  for (std::size_t i = 0; i < longest; ++i) {
    t.rows.push_back({Cell{percentile_text(percentile_grid[i]), percentile_grid[i], {}, ""}});
    for (const PercentileCurve& curve : curves) {
      t.rows.back().push_back(i < curve.points.size() ? estimate_cell(curve.points[i].latency_ns, "ns")
                                                      : Cell{"", {}, {}, curve.stops_because});
    }
  }
  for (const PercentileCurve& curve : curves) {
    if (curve.stops_because.empty()) continue;
    t.notes.push_back(fmt::format("{} ends before {}: {}.", curve.side, percentile_text(curve.stops_before),
                                  curve.stops_because));
  }
  t.notes.emplace_back("Latency from the intended arrival. Without an interval too few requests lie beyond.");
  return t;
}

}  // namespace crossfade::analysis
