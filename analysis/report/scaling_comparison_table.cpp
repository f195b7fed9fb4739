#include "analysis/report/scaling_comparison_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/footnotes.h"

namespace crossfade::analysis {
namespace {

Cell efficiency_cell(const Estimate& e) {
  Cell cell = estimate_cell(e, "1");
  if (e.value) cell.text = ratio_text(*e.value, e.interval);
  return cell;
}

std::vector<std::string> sentences(const ScalingComparison& s) {
  std::vector<std::string> out;
  const auto add = [&out](const std::string& sentence) {
    if (!sentence.empty() && std::find(out.begin(), out.end(), sentence) == out.end())
      out.push_back(sentence);
  };
  for (const Ratio* r : {&s.throughput, &s.efficiency}) {
    for (const std::string& caution : r->cautions) add(caution);
  }
  add(s.throughput.absent_because);
  if (s.threads > 1) add(s.efficiency.absent_because);
  return out;
}

}  // namespace

Table scaling_comparison_table(const Comparison& c, const WorkloadComparison& w, bool several) {
  Table t;
  t.id = "scaling_comparison";
  t.title = several ? fmt::format("{}: scaling, {} against {}", w.workload, c.candidate.label, c.base.label)
                    : fmt::format("{}: scaling", w.workload);
  t.columns = {{"candidate", "", "", false, true},
               {"workload", "", "", false, true},
               {"threads", "threads", "1", true, false},
               {"baseline_throughput", "", "s-1", true, true},
               {"candidate_throughput", "", "s-1", true, true},
               {"throughput_ratio", "throughput ratio", "1", true, false},
               {"throughput_verdict", "conclusion", "", false, false},
               {"baseline_efficiency", "efficiency, baseline", "1", true, false},
               {"candidate_efficiency", "candidate", "1", true, false},
               {"efficiency_ratio", "efficiency ratio", "1", true, false},
               {"efficiency_verdict", "conclusion", "", false, false},
               {"notes", "note", "", false, false}};
  std::vector<std::vector<std::string>> said;
  for (const ScalingComparison& s : w.scaling) said.push_back(sentences(s));
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < w.scaling.size(); ++i) {
    const ScalingComparison& s = w.scaling[i];
    const auto conclusion = [&](const Ratio& r) {
      return conclusion_text(r, false,
                             std::max(s.base_per_s.disturbed_share, s.candidate_per_s.disturbed_share));
    };
    t.rows.push_back({text_cell(c.candidate.label), text_cell(w.workload), number_cell(s.threads),
                      estimate_cell(s.base_per_s, "s-1"), estimate_cell(s.candidate_per_s, "s-1"),
                      ratio_cell(s.throughput), text_cell(conclusion(s.throughput)),
                      efficiency_cell(s.base_efficiency), efficiency_cell(s.candidate_efficiency),
                      ratio_cell(s.efficiency), text_cell(s.threads == 1 ? "" : conclusion(s.efficiency)),
                      text_cell(notes.marks[i])});
  }
  t.notes.emplace_back(
      "Efficiency: throughput over that of as many single threads, within the same process run. Its ratio "
      "says "
      "which side loses less of a thread's speed as threads are added, whatever that speed is.");
  const auto above_one = [](const Estimate& e) { return e.value > 1.005; };
  if (std::any_of(w.scaling.begin(), w.scaling.end(), [&](const ScalingComparison& s) {
        return s.threads > 1 && (above_one(s.base_efficiency) || above_one(s.candidate_efficiency));
      })) {
    t.notes.emplace_back(
        "Efficiency above 1 is no gain from sharing: the single thread did worse in those process runs, or "
        "the clock or a cache favours more threads.");
  }
  t.notes.insert(t.notes.end(), notes.lines.begin(), notes.lines.end());
  return t;
}

}  // namespace crossfade::analysis
