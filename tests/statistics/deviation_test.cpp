#include "analysis/statistics/deviation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace crossfade::statistics {
namespace {

// Factors of the tables for ten values: chi-square of 9 degrees of freedom is 19.0228 and 2.70039.
TEST(Deviation, IntervalOfTenValues) {
  const std::vector<double> values{-3, -3, -3, -3, -3, 3, 3, 3, 3, 3};
  const auto found = deviation(values);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->deviation, std::sqrt(10.0), 1e-12);
  EXPECT_NEAR(found->interval.low / found->deviation, 0.687836, 1e-5);
  EXPECT_NEAR(found->interval.high / found->deviation, 1.825619, 1e-5);
  EXPECT_EQ(found->degrees_of_freedom, 9);
}

TEST(Deviation, Degenerate) {
  EXPECT_FALSE(deviation({}));
  EXPECT_FALSE(deviation(std::vector<double>{1}));
  EXPECT_FALSE(deviation(std::vector<double>{1, NAN}));
  const auto alike = deviation(std::vector<double>{2, 2, 2});
  ASSERT_TRUE(alike);
  EXPECT_EQ(alike->deviation, 0);
  EXPECT_EQ(alike->interval, (Interval{0, 0}));
}

// A worked one-way analysis of variance: mean squares 42 and 68/15, F = 9.2647; F(2, 15) has 4.7650 at 97.5 %
// and 1 / 39.431 at 2.5 %.
TEST(StretchVariation, IsAOneWayAnalysisOfVariance) {
  const std::vector<double> values{6, 8, 4, 5, 3, 4, 8, 12, 9, 11, 6, 8, 13, 9, 11, 8, 7, 12, 99};
  const auto found = stretch_variation(values, 6);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->stretches, 3U);
  EXPECT_EQ(found->length, 6U);
  EXPECT_NEAR(found->deviation_of_means, std::sqrt(7.0), 1e-12) << "means 5, 9 and 10";
  EXPECT_NEAR(found->expected, std::sqrt(68.0 / 15 / 6), 1e-12);
  EXPECT_NEAR(found->ratio * found->ratio, 9.2647, 1e-4);
  EXPECT_NEAR(found->ratio_interval.low, std::sqrt(9.2647 / 4.7650), 1e-3);
  EXPECT_NEAR(found->ratio_interval.high, std::sqrt(9.2647 * 39.431), 1e-2);
}

TEST(StretchVariation, ADriftShowsAndADanceWithinStretchesDoesNot) {
  std::vector<double> drift, dance;
  for (int i = 0; i < 40; ++i) {
    drift.push_back(0.01 * i);
    dance.push_back(i % 2);
  }
  const auto drifting = stretch_variation(drift, 8), dancing = stretch_variation(dance, 8);
  ASSERT_TRUE(drifting && dancing);
  EXPECT_GT(drifting->ratio_interval.low, 2);
  EXPECT_EQ(dancing->ratio, 0);
}

TEST(StretchVariation, Degenerate) {
  EXPECT_FALSE(stretch_variation({}, 8));
  EXPECT_FALSE(stretch_variation(std::vector<double>(23, 1.0), 8)) << "two stretches";
  EXPECT_FALSE(stretch_variation(std::vector<double>(24, 1.0), 8)) << "alike within";
  EXPECT_FALSE(stretch_variation(std::vector<double>{1, 2, 3, 4, 5, 6}, 1));
  EXPECT_FALSE(stretch_variation(std::vector<double>{1, 2, 3, 4, 5, NAN}, 2));
}

}  // namespace
}  // namespace crossfade::statistics
