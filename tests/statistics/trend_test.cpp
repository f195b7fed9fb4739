#include "analysis/statistics/trend.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace crossfade::statistics {
namespace {

using Windows = std::vector<double>;

TEST(Trend, OfALineIsItsRise) {
  const Trend up = trend_of(Windows{8, 9, 10, 11, 12});
  EXPECT_DOUBLE_EQ(up.change, 0.4);
  EXPECT_NEAR(up.z, 9 / std::sqrt(5 * 4 * 15 / 18.0), 1e-12) << "all ten pairs rise, one less for continuity";
  const Trend down = trend_of(Windows{12, 11, 10, 9, 8});
  EXPECT_DOUBLE_EQ(down.change, -0.4);
  EXPECT_DOUBLE_EQ(down.z, -up.z);
}

TEST(Trend, FewWindowsThatWereInterruptedDoNotMoveIt) {
  const Trend trend = trend_of(Windows{100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 250, 900});
  EXPECT_EQ(trend.change, 0);
  EXPECT_LT(trend.z, 2);
}

TEST(Trend, OfNothingThatMovesIsNone) {
  for (const Windows& windows : {Windows{}, Windows{7}, Windows{7, 7, 7, 7}, Windows{0, 0, 0}}) {
    EXPECT_EQ(trend_of(windows).change, 0);
    EXPECT_EQ(trend_of(windows).z, 0);
  }
}

TEST(Trend, NoiseIsSignificantAsOftenAsTheLevelSays) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> noise(100, 3);
  constexpr int series = 2'000;
  int significant = 0;
  double squares = 0;
  for (int repeat = 0; repeat < series; ++repeat) {
    Windows windows;
    for (int i = 0; i < 20; ++i) windows.push_back(noise(random));
    const Trend trend = trend_of(windows);
    significant += std::abs(trend.z) > 1.96 ? 1 : 0;
    squares += trend.change * trend.change;
  }
  EXPECT_GE(significant, series * 3 / 100);
  EXPECT_LE(significant, series * 7 / 100);
  // The least squares line has sigma sqrt(12 (n - 1) / (n (n + 1))); the median of slopes is a little wider.
  const double of_least_squares = 0.03 * std::sqrt(12.0 * 19 / (20 * 21));
  EXPECT_GT(std::sqrt(squares / series), 0.95 * of_least_squares);
  EXPECT_LT(std::sqrt(squares / series), 1.15 * of_least_squares);
}

}  // namespace
}  // namespace crossfade::statistics
