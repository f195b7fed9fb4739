#include "analysis/report/cost_questions.h"

#include <algorithm>

#include "analysis/mix_cost.h"
#include "analysis/report/commitment_table.h"
#include "analysis/report/mix_table.h"
#include "analysis/report/size_table.h"
#include "analysis/report/utilisation_table.h"
#include "analysis/report/value_table.h"

namespace crossfade::analysis {

Day day_of_move(const CostQuestions& questions) {
  return questions.move ? *questions.move
                        : std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

results::Result<std::vector<Table>> cost_answers(const std::vector<Comparison>& comparisons,
                                                 const CostTable& cost, const PriceBook& book,
                                                 const CostQuestions& questions,
                                                 const CompareOptions& options) {
  std::vector<Table> tables;
  const bool priced = std::any_of(cost.rows.begin(), cost.rows.end(),
                                  [](const CostRow& row) { return row.price.has_value(); });
  if (priced) tables.push_back(value_table(cost_values(comparisons, cost)));
  // A CPU target is worth another elsewhere, whatever the machines cost.
  if (priced || (questions.cpu_target && !cost.rows.empty())) {
    tables.push_back(utilisation_table(utilisation(comparisons, cost, questions.cpu_target)));
  }
  if (questions.mix) {
    const auto declared = read_mix(*questions.mix);
    CF_TRY(declared);
    const auto answer = mix_cost(comparisons, cost, *declared, options);
    CF_TRY(answer);
    tables.push_back(mix_table(*answer));
  }
  if (!questions.commitments.empty()) {
    const auto answer =
        commitments(comparisons, moves_of(cost), questions.commitments, day_of_move(questions));
    CF_TRY(answer);
    tables.push_back(commitment_table(*answer));
  }
  if (questions.demand) {
    const auto advice = size_advice(comparisons, cost, book, *questions.demand);
    CF_TRY(advice);
    for (Table& t : size_tables(*advice)) tables.push_back(std::move(t));
  }
  return tables;
}

}  // namespace crossfade::analysis
