// Commitment: machines of a family that are paid until a day whether they are used or not (reserved machines,
// savings plans). Moving off them earlier means paying for both; the break-even date moves behind their end.
// What the commitment cost is not asked: it is spent either way.
//
// Reckoned per day in parts of what the baseline costs a day in the row's plan: staying costs 1 from the end
// of the baseline's commitment on, the candidate costs the cost ratio from the end of its own on. Without
// growth, interest, sale of what is left, or another use for the machines. docs/methodology.md has the
// formula.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/calendar_day.h"
#include "analysis/cost.h"
#include "results/error.h"

namespace crossfade::analysis {

struct Commitment {
  std::string family;  ///< "m5"
  Day until;           ///< the first day that is not paid any more
};

/// "m5:until=2027-10-01". Errors: usage.
results::Result<Commitment> parse_commitment(std::string_view text);

/// When a move has paid for itself.
struct PayBack {
  enum class Kind {
    at_once,  ///< it never costs more than staying
    on_day,   ///< it costs more at first, and less in all from `day` on
    until,    ///< it costs less in all up to `day`, and more from then on
    never     ///< within a hundred years
  };
  Kind kind = Kind::never;
  Day day{};
};

/// Moving on `move`; ends before that are none.
PayBack pay_back(double cost_ratio, Day move, std::optional<Day> base_until,
                 std::optional<Day> candidate_until);

/// "2028-03-12", "at once", "until 2029-01-01", "never".
std::string pay_back_text(const PayBack& p);

struct CommitmentRow {
  std::string workload, side, plan;
  Ratio cost_ratio;
  std::optional<PayBack> pay_back;     ///< by the ratio found
  std::optional<PayBack> best, worst;  ///< by the ends of its interval
  std::string absent_because;
};

struct CommitmentTable {
  Day move{};
  std::vector<CommitmentRow> rows;
  std::vector<std::string> notes;
};

/// A move whose cost ratio is known from somewhere: a workload's of a cost table, or the mix of a verdict.
struct CommittedMove {
  std::string workload, side, plan;
  Ratio cost_ratio;
};

/// Every candidate row of a cost table.
std::vector<CommittedMove> moves_of(const CostTable& cost);

/// Errors: usage, for a family that no side is of.
results::Result<CommitmentTable> commitments(const std::vector<Comparison>& comparisons,
                                             const std::vector<CommittedMove>& moves,
                                             const std::vector<Commitment>& commitments, Day move);

}  // namespace crossfade::analysis
