#include "analysis/report/commitment_table.h"

#include <fmt/format.h>

#include "analysis/report/cells.h"

namespace crossfade::analysis {
namespace {

Cell pay_back_cell(const std::optional<PayBack>& p, const std::string& absent_because) {
  return p ? text_cell(pay_back_text(*p)) : Cell{"", {}, {}, absent_because};
}

}  // namespace

Table commitment_table(const CommitmentTable& commitments) {
  Table t;
  t.id = "commitments";
  t.title = fmt::format("Commitments: when a move on {} has paid for itself", day_text(commitments.move));
  t.columns = {{"workload", "workload", "", false, false},   {"side", "side", "", false, false},
               {"plan", "plan", "", false, false},           {"cost_ratio", "cost ratio", "1", true, false},
               {"paid_back", "paid back", "", false, false}, {"at_best", "at best", "", false, false},
               {"at_worst", "at worst", "", false, false},   {"reason", "reason", "", false, false}};
  for (const CommitmentRow& row : commitments.rows) {
    const std::string no_interval =
        row.absent_because.empty() ? "the cost ratio has no interval" : row.absent_because;
    t.rows.push_back({text_cell(row.workload), text_cell(row.side),
                      text_cell(row.plan.empty() ? "-" : row.plan), ratio_cell(row.cost_ratio),
                      pay_back_cell(row.pay_back, row.absent_because), pay_back_cell(row.best, no_interval),
                      pay_back_cell(row.worst, no_interval), text_cell(row.absent_because)});
  }
  t.notes.emplace_back("At best, at worst: by the ends of the cost ratio's 95 % interval.");
  t.notes.insert(t.notes.end(), commitments.notes.begin(), commitments.notes.end());
  return t;
}

}  // namespace crossfade::analysis
