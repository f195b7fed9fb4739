#include "analysis/statistics/steady_state.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace crossfade::statistics {
namespace {

using Windows = std::vector<double>;

TEST(SteadyState, FlatFromTheStart) {
  EXPECT_EQ(settled_from(Windows{5, 5, 5, 5, 5, 5}, 0.05), 0U);
  EXPECT_EQ(settled_from(Windows{5, 5.1, 4.9, 5, 5.1, 4.9, 5}, 0.05), 0U);
}

TEST(SteadyState, OneStepAndTwoSteps) {
  EXPECT_EQ(settled_from(Windows{9, 9, 9, 9, 5, 5, 5, 5, 5, 5}, 0.05), 4U);
  EXPECT_EQ(settled_from(Windows{20, 20, 20, 9, 9, 9, 9, 5, 5, 5, 5, 5, 5}, 0.05), 7U);
}

TEST(SteadyState, AJumpWithinToleranceIsNone) {
  EXPECT_EQ(settled_from(Windows{104, 104, 104, 100, 100, 100}, 0.05), 0U);
  EXPECT_EQ(settled_from(Windows{106, 106, 106, 100, 100, 100}, 0.05), 3U);
}

TEST(SteadyState, TooFewWindowsOrAChangeAtTheEnd) {
  EXPECT_EQ(settled_from({}, 0.05), std::nullopt);
  EXPECT_EQ(settled_from(Windows{1, 1, 1, 1, 1}, 0.05), std::nullopt);
  EXPECT_EQ(settled_from(Windows{9, 9, 9, 9, 9, 9, 9, 5, 5}, 0.05), std::nullopt);
  EXPECT_EQ(settled_from(Windows{9, 9, 9, 9, 9, 9, 9, 5}, 0.05), std::nullopt);
}

TEST(SteadyState, ARampHasNotSettled) {
  Windows ramp;
  for (int i = 0; i < 24; ++i) ramp.push_back(100 - 2 * i);
  EXPECT_EQ(settled_from(ramp, 0.05), std::nullopt);
}

TEST(SteadyState, AnExponentialWarmUpEndsWhenItIsOver) {
  Windows warm_up;
  for (int i = 0; i < 40; ++i) warm_up.push_back(100 * (1 + 3 * std::exp(-i / 3.0)));
  const auto from = settled_from(warm_up, 0.05);
  ASSERT_TRUE(from.has_value());
  EXPECT_GE(*from, 6U);   // 40 % above the level at window 6
  EXPECT_LE(*from, 20U);  // 0.4 % above it at window 20
}

TEST(SteadyState, NoiseLargerThanTheToleranceIsNotAChange) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> noise(100, 5);
  int settled_at_once = 0;
  for (int repeat = 0; repeat < 500; ++repeat) {
    Windows windows;
    for (int i = 0; i < 30; ++i) windows.push_back(noise(random));
    settled_at_once += settled_from(windows, 0.02) == 0U;
  }
  EXPECT_GE(settled_at_once, 425);  // nominal false alarms about 5 %, more with short segments at the end
}

TEST(SteadyState, ValuesThatAreNotFiniteAreNotSettled) {
  EXPECT_EQ(settled_from(Windows{5, 5, 5, NAN, 5, 5, 5}, 0.05), std::nullopt);
  EXPECT_EQ(settled_from(Windows{5, 5, 5, INFINITY, 5, 5, 5}, 0.05), std::nullopt);
  EXPECT_EQ(settled_from(Windows{0, 0, 0, 0, 0, 0}, 0.05), 0U);
}

}  // namespace
}  // namespace crossfade::statistics
