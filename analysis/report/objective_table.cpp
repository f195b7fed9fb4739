#include "analysis/report/objective_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/number_text.h"
#include "analysis/objective_grid.h"
#include "analysis/report/cells.h"
#include "analysis/report/footnotes.h"
#include "analysis/undisturbed.h"

namespace crossfade::analysis {
namespace {

/// "1 ms, 5 ms": of the classes, times the factor.
std::string objectives_text(const WorkloadRuns& runs, double factor) {
  std::string text;
  if (runs.runs.empty()) return text;
  const ProcessRun& run = runs.runs.front();
  for (const results::WorkloadClass& each : run.recording->classes) {
    if (each.workload != run.workload) continue;
    const std::string one = quantity_text(factor * static_cast<double>(each.slo_p99_ns), {}, "ns");
    if (text.find(one) == std::string::npos) text += (text.empty() ? "" : ", ") + one;
  }
  return text;
}

}  // namespace

Table objective_table(const Side& side, const std::string& workload) {
  const WorkloadRuns runs = process_runs(side, workload);
  const Undisturbed undisturbed(side);
  const auto points = objective_grid(runs, undisturbed.of(runs));
  Table t;
  const auto has_value = [](const ObjectivePoint& p) { return p.experienced.value.has_value(); };
  if (std::none_of(points.begin(), points.end(), has_value)) return t;  // the figures' table says why
  const bool any_undisturbed = std::any_of(
      points.begin(), points.end(), [](const ObjectivePoint& p) { return p.undisturbed.value.has_value(); });
  t.id = "objectives";
  t.title = fmt::format("{}: SLO throughput by objective", workload);
  t.columns = {{"workload", "", "", false, true},
               {"factor", "objective x", "1", true, false},
               {"objective", "p99 within", "", true, false},
               {"slo_rate", "SLO throughput", "s-1", true, false},
               {"undisturbed", "undisturbed", "s-1", true, !any_undisturbed},
               {"basis", "basis", "", false, false},
               {"notes", "note", "", false, false}};
  std::vector<std::vector<std::string>> said;
  for (const ObjectivePoint& p : points) {
    said.push_back(p.experienced.cautions);
    for (const std::string& why : {p.experienced.no_interval_because, p.experienced.absent_because}) {
      if (!why.empty()) said.back().push_back(why);
    }
    t.rows.push_back({text_cell(workload), number_cell(p.factor), text_cell(objectives_text(runs, p.factor)),
                      estimate_cell(p.experienced, "s-1"), estimate_cell(p.undisturbed, "s-1"),
                      text_cell(p.replayed ? "replayed" : "solved"), Cell{}});
  }
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < t.rows.size(); ++i) t.rows[i].back() = text_cell(notes.marks[i]);
  t.notes = notes.lines;
  t.notes.emplace_back(
      "Solved: from requests served near that rate. Replayed: from the same requests for another objective; "
      "standstills are as frequent there, per time in which workers are idle, as near the rate that was "
      "measured.");
  return t;
}

}  // namespace crossfade::analysis
