#include "analysis/report/mix_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analysis/number_text.h"
#include "analysis/report/cells.h"
#include "analysis/report/footnotes.h"

namespace crossfade::analysis {
namespace {

bool is_base(const MixCostRow& row) {
  return !row.cost_ratio.value && row.cost_ratio.absent_because.empty();
}

std::vector<std::string> sentences(const MixCostRow& row) {
  std::vector<std::string> out = sentences_of(row.per_million);
  if (row.cost_ratio.value)
    out.insert(out.end(), row.cost_ratio.cautions.begin(), row.cost_ratio.cautions.end());
  if (!row.cost_ratio.absent_because.empty() &&
      row.cost_ratio.absent_because != row.per_million.absent_because)
    out.push_back(row.cost_ratio.absent_because);
  return out;
}

Cell break_even_cell(const Ratio& r) {
  if (!r.value) return {"", {}, {}, r.absent_because};
  return {ratio_text(*r.value, r.interval), r.value, r.interval, ""};
}

}  // namespace

Table mix_table(const MixCost& mix) {
  Table t;
  t.id = "mix";
  t.title = "Cost of the mix: " + mix.name;
  t.columns = {{"side", "side", "", false, false},
               {"plan", "plan", "", false, false},
               {"per_million", "per million requests", "", true, false},
               {"cost_ratio", "cost ratio", "1", true, false},
               {"verdict", "conclusion", "", false, false},
               {"break_even", "break-even price ratio", "1", true, false},
               {"notes", "note", "", false, false},
               {"currency", "", "", false, true}};
  std::vector<std::vector<std::string>> said;
  for (const MixCostRow& row : mix.rows) {
    said.push_back(sentences(row));
    t.rows.push_back({text_cell(row.side), text_cell(row.plan.empty() ? "-" : row.plan),
                      estimate_cell(row.per_million, "USD"),
                      is_base(row) ? text_cell("baseline") : ratio_cell(row.cost_ratio),
                      text_cell(row.cost_ratio.value
                                    ? conclusion_text(row.cost_ratio, false, row.per_million.disturbed_share)
                                    : ""),
                      is_base(row) ? Cell{} : break_even_cell(row.break_even), Cell{},
                      text_cell(row.price ? row.price->currency : "")});
  }
  const Footnotes notes = footnotes(said);
  for (std::size_t i = 0; i < t.rows.size(); ++i) t.rows[i][6] = text_cell(notes.marks[i]);
  t.notes = notes.lines;
  std::vector<std::string> shares;
  for (const SpendShare& s : mix.shares)
    shares.push_back(fmt::format("{} {}", s.workload, percent_text(s.share)));
  if (!shares.empty())
    t.notes.push_back(fmt::format("Of what the baseline costs: {}. Added up per host, then compared by R1.",
                                  fmt::join(shares, ", ")));
  t.notes.insert(t.notes.end(), mix.notes.begin(), mix.notes.end());
  return t;
}

}  // namespace crossfade::analysis
