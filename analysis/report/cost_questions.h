// Cost questions: what `cost` is asked beyond the price of a request, and the tables that answer it.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "analysis/commitment.h"
#include "analysis/cost.h"
#include "analysis/size_advice.h"
#include "analysis/table.h"
#include "results/error.h"

namespace crossfade::analysis {

struct CostQuestions {
  std::vector<Commitment> commitments;
  std::optional<Day> move = {};           ///< that commitments are reckoned from; absent = today
  std::optional<double> cpu_target = {};  ///< share of CPUs busy
  std::optional<Demand> demand = {};
  std::optional<std::filesystem::path> mix = {};
};

/// Today unless one was asked for.
Day day_of_move(const CostQuestions& questions);

/// Errors: usage, for a question about something that is not compared; those of the mix.
results::Result<std::vector<Table>> cost_answers(const std::vector<Comparison>& comparisons,
                                                 const CostTable& cost, const PriceBook& book,
                                                 const CostQuestions& questions,
                                                 const CompareOptions& options);

}  // namespace crossfade::analysis
