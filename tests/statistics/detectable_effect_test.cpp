#include "analysis/statistics/detectable_effect.h"

#include <gtest/gtest.h>

#include <cmath>

namespace crossfade::statistics {
namespace {

// power.t.test(n = 20, delta = 1) of the manual of R: two samples, so 38 degrees of freedom.
TEST(TTestPower, ExampleOfR) {
  EXPECT_NEAR(t_test_power(std::sqrt(10.0), 38), 0.8689528, 1e-6);
  EXPECT_EQ(t_test_power(-std::sqrt(10.0), 38), t_test_power(std::sqrt(10.0), 38));
}

// Matched pairs, dz = 0.5, 34 pairs: the example of G*Power 3 (Faul et al., Behavior Research Methods 39,
// 2007).
TEST(TTestPower, MatchedPairsOfGPower) {
  EXPECT_NEAR(t_test_power(0.5 * std::sqrt(34.0), 33), 0.8077775, 1e-6);
  EXPECT_NEAR(minimum_detectable_effect(1, 34, 0.8077775).value_or(0), 0.5, 1e-6);
}

TEST(TTestPower, OfNoDifferenceIsTheSignificance) {
  for (const double degrees : {1.0, 4.0, 7.0, 200.0}) EXPECT_NEAR(t_test_power(0, degrees), 0.05, 1e-9);
  EXPECT_TRUE(std::isnan(t_test_power(1, 0)));
  EXPECT_TRUE(std::isnan(t_test_power(NAN, 5)));
}

TEST(DetectableEffect, IsInverseToThePower) {
  for (const std::size_t pairs : {2U, 8U, 20U, 50U}) {
    const double effect = minimum_detectable_effect(0.03, pairs, 0.8).value_or(0);
    const auto n = static_cast<double>(pairs);
    EXPECT_NEAR(t_test_power(effect / 0.03 * std::sqrt(n), n - 1), 0.8, 1e-9) << pairs;
  }
  // With many pairs z(0.975) + z(0.8) standard errors.
  EXPECT_NEAR(minimum_detectable_effect(1, 1'000'000, 0.8).value_or(0) * 1000, 1.959964 + 0.841621, 1e-4);
}

TEST(DetectableEffect, ExceedsTheUsualApproximationWithFewPairs) {
  const double approximate = (2.364624 + 0.896030) / std::sqrt(8.0);  // t(0.975, 7) + t(0.8, 7)
  const double exact = minimum_detectable_effect(1, 8, 0.8).value_or(0);
  EXPECT_GT(exact, approximate);
  EXPECT_LT(exact, 1.01 * approximate);
}

TEST(DetectableEffect, Degenerate) {
  EXPECT_EQ(minimum_detectable_effect(0, 8, 0.8), 0.0);
  EXPECT_FALSE(minimum_detectable_effect(1, 0, 0.8));
  EXPECT_FALSE(minimum_detectable_effect(1, 1, 0.8));
  EXPECT_FALSE(minimum_detectable_effect(NAN, 8, 0.8));
  EXPECT_FALSE(minimum_detectable_effect(-1, 8, 0.8));
  EXPECT_FALSE(minimum_detectable_effect(1, 8, 0.05));
  EXPECT_FALSE(minimum_detectable_effect(1, 8, 1));
  EXPECT_FALSE(minimum_detectable_effect_of_mean(1, 0, 0.8));
  EXPECT_FALSE(minimum_detectable_effect_of_mean(1, INFINITY, 0.8));
}

}  // namespace
}  // namespace crossfade::statistics
