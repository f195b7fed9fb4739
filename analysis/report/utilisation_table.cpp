#include "analysis/report/utilisation_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analysis/distinct_values.h"
#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/footnotes.h"

namespace crossfade::analysis {
namespace {

/// Plan, and cost at the SLO throughput, at the target and at capacity.
constexpr std::array<std::size_t, 4> priced_columns{2, 3, 6, 8};

/// "68 % [66, 70]".
Cell share_cell(const Estimate& e) {
  Cell cell = estimate_cell(e, "1");
  if (!e.value) return cell;
  cell.text = fmt::format("{:.0f} %", 100 * *e.value);
  if (e.interval)
    cell.text += fmt::format(" [{:.0f}, {:.0f}]", 100 * e.interval->low, 100 * e.interval->high);
  return cell;
}

/// What has to be said of a row, but for what the cost table says of its own figures.
std::vector<std::string> sentences(const UtilisationRow& row, bool has_target) {
  std::vector<std::string> out;
  const auto say = [&](const std::string& text) {
    if (!text.empty()) add(out, text);
  };
  if (!row.capacity_cost.value && row.slo_cost.value) say("capacity: " + row.capacity_cost.absent_because);
  if (!has_target) return out;
  if (!row.target_per_s.value) say("at the target: " + row.target_per_s.absent_because);
  for (const std::string& caution : row.target_per_s.cautions) say(caution);
  if (row.target_is_beyond_slo)
    say("the target lies above the SLO throughput: requests miss their objective there");
  if (!row.same_share_target.value && !row.same_share_target.absent_because.empty())
    say("same part of the peak: " + row.same_share_target.absent_because);
  return out;
}

/// "m5.xlarge at 45 % busy = 68 % of its peak = m7a.xlarge at 68 % busy."
std::vector<std::string> translations(const UtilisationTable& u, const std::string& target) {
  std::vector<std::string> out;
  const UtilisationRow* base = nullptr;
  for (const UtilisationRow& row : u.rows) {
    if (base == nullptr || base->workload != row.workload) base = &row;
    if (row.side == base->side || !base->share_of_peak.value || !row.same_share_target.value) continue;
    add(out,
        fmt::format("{}: {} at {} busy = {} of its peak = {} at {} busy.", row.workload, base->side, target,
                    share_cell(base->share_of_peak).text, row.side, share_cell(row.same_share_target).text));
  }
  return out;
}

}  // namespace

Table utilisation_table(const UtilisationTable& u) {
  const bool has_target = u.cpu_target.has_value();
  const std::string target = u.cpu_target ? percent_text(*u.cpu_target) : "";
  Table t;
  t.id = "utilisation";
  t.title = "Cost per million requests by how far the CPUs are used";
  t.columns = {{"workload", "workload", "", false, false},
               {"side", "side", "", false, false},
               {"plan", "plan", "", false, false},
               {"slo_cost", "at the SLO throughput", "", true, false},
               {"target_rate", fmt::format("served at {} busy", target), "s-1", true, !has_target},
               {"share_of_peak", "part of the peak", "1", true, !has_target},
               {"target_cost", fmt::format("at {} busy", target), "", true, !has_target},
               {"same_share_target", "busy for the baseline's part", "1", true, !has_target},
               {"capacity_cost", "at capacity", "", true, false},
               {"notes", "note", "", false, false}};
  std::vector<std::vector<std::string>> said;
  for (const UtilisationRow& row : u.rows) {
    said.push_back(sentences(row, has_target));
    t.rows.push_back({text_cell(row.workload), text_cell(row.side),
                      text_cell(row.plan.empty() ? "-" : row.plan), estimate_cell(row.slo_cost, "USD"),
                      estimate_cell(row.target_per_s, "s-1"), share_cell(row.share_of_peak),
                      estimate_cell(row.target_cost, "USD"), share_cell(row.same_share_target),
                      estimate_cell(row.capacity_cost, "USD"), Cell{}});
  }
  const bool priced = std::any_of(u.rows.begin(), u.rows.end(), [](const UtilisationRow& row) {
    return row.slo_cost.value || row.capacity_cost.value;
  });
  if (!priced) {
    for (const std::size_t c : priced_columns) t.columns[c].data_only = true;
  }
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < t.rows.size(); ++i) t.rows[i].back() = text_cell(notes.marks[i]);
  if (has_target) t.notes = translations(u, target);
  t.notes.insert(t.notes.end(), notes.lines.begin(), notes.lines.end());
  if (priced)
    t.notes.emplace_back(
        has_target
            ? "At the target and at capacity: per million requests served, in their objective or not."
            : "At capacity: per million requests served, in their objective or not: a bound, no place to "
              "run at.");
  t.notes.insert(t.notes.end(), u.notes.begin(), u.notes.end());
  return t;
}

}  // namespace crossfade::analysis
