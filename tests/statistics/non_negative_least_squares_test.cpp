#include "analysis/statistics/non_negative_least_squares.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace crossfade::statistics {
namespace {

using Values = std::vector<double>;
using Columns = std::vector<Values>;

TEST(NonNegativeFit, WithoutBoundsInTheWayItIsLeastSquares) {
  // Anscombe's first quartet (The American Statistician 27, 1973): 3.000 + 0.500 x.
  const Values x{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
  const Values y{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
  const auto fit = non_negative_fit(Columns{Values(11, 1), x}, y);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->coefficients[0], 3.0001, 1e-4);
  EXPECT_NEAR(fit->coefficients[1], 0.5001, 1e-4);
  EXPECT_NEAR(fit->sum_of_squares, 13.763, 1e-3);
  EXPECT_EQ(fit->in_use, 2u);
}

TEST(NonNegativeFit, ABoundInTheWayHoldsItsCoefficientAtZero) {
  // y falls with x: the best line that does not fall is the mean.
  const auto fit = non_negative_fit(Columns{Values{1, 1, 1}, Values{0, 1, 2}}, Values{3, 2, 1});
  ASSERT_TRUE(fit);
  EXPECT_DOUBLE_EQ(fit->coefficients[0], 2);
  EXPECT_EQ(fit->coefficients[1], 0);
  EXPECT_DOUBLE_EQ(fit->sum_of_squares, 2);
  EXPECT_EQ(fit->in_use, 1u);
}

// Kuhn and Tucker: no coefficient in use has a slope left, and none at its bound would help by growing.
TEST(NonNegativeFit, IsTheBestThereIs) {
  std::mt19937_64 random{1};
  std::normal_distribution<double> normal;
  for (int problem = 0; problem < 500; ++problem) {
    std::vector<Values> columns(3, Values(6));
    Values target(6);
    for (Values& column : columns) {
      for (double& v : column) v = normal(random);
    }
    for (double& v : target) v = normal(random);
    const auto fit = non_negative_fit(columns, target);
    ASSERT_TRUE(fit);
    Values left = target;
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t i = 0; i < 6; ++i) left[i] -= fit->coefficients[j] * columns[j][i];
    }
    double squares = 0;
    for (const double v : left) squares += v * v;
    EXPECT_NEAR(squares, fit->sum_of_squares, 1e-12);
    for (std::size_t j = 0; j < 3; ++j) {
      double slope = 0;
      for (std::size_t i = 0; i < 6; ++i) slope += columns[j][i] * left[i];
      EXPECT_GE(fit->coefficients[j], 0);
      if (fit->coefficients[j] > 0) {
        EXPECT_NEAR(slope, 0, 1e-9);
      } else {
        EXPECT_LE(slope, 1e-9);
      }
    }
  }
}

TEST(NonNegativeFit, DegenerateInputs) {
  EXPECT_FALSE(non_negative_fit({}, {}));
  const auto nothing = non_negative_fit({}, Values{3, 4});
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->sum_of_squares, 25);
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(non_negative_fit(Columns{{1, 1}}, Values{1, double(NAN)}));
  EXPECT_FALSE(non_negative_fit(Columns{{1, infinite}}, Values{1, 1}));
  const auto twice = non_negative_fit(Columns{Values{1, 2}, Values{2, 4}}, Values{3, 6});
  ASSERT_TRUE(twice);
  EXPECT_NEAR(twice->sum_of_squares, 0, 1e-20) << "columns that depend on each other";
  const auto zero = non_negative_fit(Columns{{0, 0}}, Values{1, 1});
  ASSERT_TRUE(zero);
  EXPECT_EQ(zero->coefficients[0], 0);
  EXPECT_DEATH(static_cast<void>(non_negative_fit(Columns{{1}}, Values{1, 2})), "for each");
}

}  // namespace
}  // namespace crossfade::statistics
