// Money options: what `cost` may be asked beyond a comparison, and what `prices` takes, as raw texts and as
// values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/prices/import_choice.h"
#include "analysis/report/cost_questions.h"
#include "results/error.h"

namespace CLI {
class App;
}  // namespace CLI

namespace crossfade::analysis {

/// As CLI11 fills them.
struct RawMoney {
  std::vector<std::string> committed, families;
  std::optional<std::string> mix, move, cpu_target, demand, zones, memory, region, currency, discount;
};

/// `raw` must outlive the parsing.
void add_commitments(CLI::App& command, RawMoney& raw);
void add_cost_questions(CLI::App& command, RawMoney& raw);
void add_price_import(CLI::App& command, RawMoney& raw);

/// Errors: usage.
results::Result<CostQuestions> cost_questions(const RawMoney& raw);
/// A share of the on-demand price, if one was negotiated. Errors: usage.
results::Result<std::optional<double>> negotiated_discount(const RawMoney& raw);
ImportChoice import_choice(const RawMoney& raw);

}  // namespace crossfade::analysis
