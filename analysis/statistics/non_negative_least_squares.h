// Non-negative least squares for a handful of columns: every set of columns that may be in use is tried, so
// the answer is exact and there is nothing to converge. Not for many columns: the work doubles with each.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace crossfade::statistics {

struct NonNegativeFit {
  std::vector<double> coefficients;  ///< one a column, 0 where the bound holds it
  double sum_of_squares = 0;         ///< of what is left of the target
  std::size_t in_use = 0;            ///< coefficients above 0
};

/// Coefficients >= 0 that bring the sum of the columns nearest to the target (Lawson and Hanson, Solving
/// Least Squares Problems, 1974, problem NNLS). Every column is as long as the target; at most 8 columns.
/// nullopt if a value is not finite or the target is empty. Columns that depend on each other share one
/// answer among many.
std::optional<NonNegativeFit> non_negative_fit(std::span<const std::vector<double>> columns,
                                               std::span<const double> target);

}  // namespace crossfade::statistics
