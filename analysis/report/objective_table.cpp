#include "analysis/report/objective_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/comparability.h"
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

/// What is to be said of the undisturbed value, unless that goes for the other one as well.
std::vector<std::string> undisturbed_sentences(const ObjectivePoint& p) {
  const bool neither = !p.undisturbed.value && !p.experienced.value &&
                       p.undisturbed.absent_because == p.experienced.absent_because;
  if (neither || is_same(p.undisturbed, p.experienced)) return {};
  const char* const what = p.undisturbed.value ? "undisturbed" : "no undisturbed value";
  std::vector<std::string> said = sentences_of(p.undisturbed);
  for (std::string& sentence : said) sentence = fmt::format("{}: {}", what, sentence);
  return said;
}

/// Stages near that rate of which nothing is in the table; empty = there are none.
std::string void_text(const WorkloadRuns& runs) {
  std::size_t used = 0, voided = 0;
  const auto is_chunk = [](const StageView& v) { return v.stage->kind == results::StageKind::slo_chunk; };
  for (const ProcessRun& run : runs.runs) {
    used += static_cast<std::size_t>(std::count_if(run.stages.begin(), run.stages.end(), is_chunk));
    voided +=
        static_cast<std::size_t>(std::count_if(run.void_stages.begin(), run.void_stages.end(), is_chunk));
  }
  if (voided == 0) return "";
  return fmt::format("Void, so not in any row: {} of {} stages near that rate (disturbed beyond use).",
                     voided, used + voided);
}

}  // namespace

Table objective_table(const Side& side, const std::string& workload) {
  const WorkloadRuns runs = process_runs(side, workload);
  const Undisturbed undisturbed(side);
  const auto points = objective_grid(runs, undisturbed);
  Table t;
  const auto has_value = [](const ObjectivePoint& p) { return p.experienced.value.has_value(); };
  if (std::none_of(points.begin(), points.end(), has_value)) return t;  // the figures' table says why
  const bool any_undisturbed = std::any_of(
      points.begin(), points.end(), [](const ObjectivePoint& p) { return p.undisturbed.value.has_value(); });
  // Why a side is never undisturbed stands below its panel.
  const bool ever_undisturbed = undisturbed.disturbance().absent_because.empty();
  t.id = "objectives";
  t.title = fmt::format("{}: SLO throughput by objective", workload);
  t.columns = {{"workload", "", "", false, true},
               {"factor", "objective x", "1", true, false},
               {"objective", "p99 within", "", true, false},
               {"slo_rate", "SLO throughput", "s-1", true, false},
               {"undisturbed", "undisturbed", "s-1", true, !any_undisturbed},
               {"disturbed", "disturbed", "1", true, false},
               {"basis", "basis", "", false, false},
               {"notes", "note", "", false, false}};
  std::vector<std::vector<std::string>> said;
  for (const ObjectivePoint& p : points) {
    said.push_back(sentences_of(p.experienced));
    if (is_too_disturbed(p.experienced.disturbed_share))
      said.back().insert(said.back().begin(), question_text(p.experienced.disturbed_share));
    if (ever_undisturbed) {
      const auto more = undisturbed_sentences(p);
      said.back().insert(said.back().end(), more.begin(), more.end());
    }
    t.rows.push_back(
        {text_cell(workload), number_cell(p.factor), text_cell(objectives_text(runs, p.factor)),
         estimate_cell(p.experienced, "s-1"), undisturbed_cell(p.undisturbed, p.experienced, "s-1"),
         Cell{percent_text(p.experienced.disturbed_share), p.experienced.disturbed_share, {}, ""},
         text_cell(p.replayed ? "replayed" : "solved"), Cell{}});
  }
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < t.rows.size(); ++i) t.rows[i].back() = text_cell(notes.marks[i]);
  t.notes = notes.lines;
  if (std::string text = void_text(runs); !text.empty()) t.notes.push_back(std::move(text));
  t.notes.emplace_back(
      "Solved: from requests offered near that rate, unless its row says how far away. Replayed: from the "
      "same requests for another objective; "
      "standstills are as frequent there, per time in which workers are idle, as near the rate that was "
      "measured.");
  return t;
}

}  // namespace crossfade::analysis
