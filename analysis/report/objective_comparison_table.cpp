#include "analysis/report/objective_comparison_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/evidence.h"
#include "analysis/report/missing_metrics.h"

namespace crossfade::analysis {

Table objective_comparison_table(const Comparison& c, const WorkloadComparison& w,
                                 const CompareOptions& options, bool several) {
  Table t;
  const auto ratios = objective_ratios(c, w, options);
  if (ratios.empty()) return t;
  t.id = "objective_ratios";
  t.title =
      fmt::format("{}: SLO throughput by objective{}", w.workload, several ? ", " + c.candidate.label : "");
  t.columns = {{"candidate_label", "", "", false, true},
               {"workload", "", "", false, true},
               {"factor", "objective x", "1", true, false},
               {"baseline", c.base.label, "s-1", true, false},
               {"candidate", several ? c.candidate.label : "candidate", "s-1", true, false},
               {"ratio", "ratio", "1", true, false},
               {"conclusion", "conclusion", "", false, false},
               {"undisturbed", "undisturbed", "1", true, false},
               {"basis", "basis", "", false, false}};
  add_ratio_evidence_columns(t);
  MissingMetrics missing;
  for (const ObjectiveRatio& o : ratios) {
    const double disturbed = std::max(o.base.disturbed_share, o.candidate.disturbed_share);
    t.rows.push_back({text_cell(c.candidate.label), text_cell(w.workload), number_cell(o.factor),
                      estimate_cell(o.base, "s-1"), estimate_cell(o.candidate, "s-1"), ratio_cell(o.ratio),
                      text_cell(conclusion_text(o.ratio, false, disturbed)), ratio_cell(o.undisturbed),
                      text_cell(o.factor == 1 ? "solved" : "replayed")});
    add_evidence(t.rows.back(), o.ratio);
    if (!o.ratio.value) missing.add(o.ratio.absent_because, fmt::format("{:g} x", o.factor));
  }
  for (std::string& line : missing.lines("No ratio")) t.notes.push_back(std::move(line));
  t.notes.emplace_back(
      "Every objective times a factor. Replayed: from the requests that were offered near the rate of the "
      "declared objective.");
  return t;
}

}  // namespace crossfade::analysis
