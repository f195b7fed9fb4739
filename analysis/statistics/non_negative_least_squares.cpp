#include "analysis/statistics/non_negative_least_squares.h"

#include <algorithm>
#include <cmath>

#include "results/assertion.h"

namespace crossfade::statistics {
namespace {

using Vector = std::vector<double>;

constexpr std::size_t most_columns = 8;
/// A column of which less than this is left beside the others adds nothing but rounding.
constexpr double dependent = 1e-12;

double product(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void subtract(Vector& from, double factor, std::span<const double> what) {
  for (std::size_t i = 0; i < from.size(); ++i) from[i] -= factor * what[i];
}

bool finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

/// Least squares without bounds on some of the columns, by orthogonalising them one after the other (modified
/// Gram-Schmidt; Bjoerck, BIT 7, 1967); nullopt if they depend on each other.
std::optional<NonNegativeFit> unbounded(std::span<const Vector> columns,
                                        const std::vector<std::size_t>& chosen,
                                        std::span<const double> target) {
  const std::size_t n = chosen.size();
  std::vector<Vector> basis;
  std::vector<Vector> triangle(n, Vector(n, 0));
  Vector left(target.begin(), target.end()), projections;
  for (std::size_t j = 0; j < n; ++j) {
    Vector column = columns[chosen[j]];
    const double length = std::sqrt(product(column, column));
    for (std::size_t k = 0; k < j; ++k) {
      triangle[k][j] = product(basis[k], column);
      subtract(column, triangle[k][j], basis[k]);
    }
    triangle[j][j] = std::sqrt(product(column, column));
    if (!(triangle[j][j] > dependent * length)) return std::nullopt;
    for (double& v : column) v /= triangle[j][j];
    projections.push_back(product(column, left));
    subtract(left, projections.back(), column);
    basis.push_back(std::move(column));
  }
  NonNegativeFit fit{Vector(columns.size(), 0), product(left, left), n};
  for (std::size_t j = n; j-- > 0;) {
    double rest = projections[j];
    for (std::size_t k = j + 1; k < n; ++k) rest -= triangle[j][k] * fit.coefficients[chosen[k]];
    fit.coefficients[chosen[j]] = rest / triangle[j][j];
  }
  return fit;
}

}  // namespace

std::optional<NonNegativeFit> non_negative_fit(std::span<const Vector> columns,
                                               std::span<const double> target) {
  CF_ASSERT(columns.size() <= most_columns, "every set of columns is tried");
  if (target.empty() || !finite(target)) return std::nullopt;
  for (const Vector& column : columns) {
    CF_ASSERT(column.size() == target.size(), "a column has a value for each of the target");
    if (!finite(column)) return std::nullopt;
  }
  NonNegativeFit best{Vector(columns.size(), 0), product(target, target), 0};
  for (std::size_t set = 1; set < std::size_t{1} << columns.size(); ++set) {
    std::vector<std::size_t> chosen;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if ((set >> j & 1U) != 0) chosen.push_back(j);
    }
    const auto fit = unbounded(columns, chosen, target);
    if (!fit || fit->sum_of_squares >= best.sum_of_squares) continue;
    const bool allowed = std::all_of(fit->coefficients.begin(), fit->coefficients.end(),
                                     [](double coefficient) { return coefficient >= 0; });
    if (allowed) best = *fit;
  }
  return best;
}

}  // namespace crossfade::statistics
