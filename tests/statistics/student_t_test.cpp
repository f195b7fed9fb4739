#include "analysis/statistics/student_t.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace crossfade::statistics {
namespace {

// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
TEST(StudentT, QuantilesMatchTheTable) {
  EXPECT_NEAR(student_t_quantile(0.975, 1), 12.706, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 4), 2.776, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 19), 2.093, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.95, 10), 1.812, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.995, 30), 2.750, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 1e9), 1.960, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.025, 4), -2.776, 5e-4);
}

TEST(StudentT, WhatHasNoQuantileIsNotANumber) {
  for (const double p : {0.0, 1.0, -1.0, double(NAN)}) EXPECT_TRUE(std::isnan(student_t_quantile(p, 4)));
  for (const double df : {0.0, -1.0, double(NAN)}) EXPECT_TRUE(std::isnan(student_t_quantile(0.975, df)));
}

// Welch's test of the sleep data (Student 1908) as in the manual of R: df = 17.776.
TEST(Satterthwaite, SleepData) {
  EXPECT_NEAR(satterthwaite(3.200556 / 10, 9, 4.009 / 10, 9), 17.776, 1e-3);
}

TEST(Satterthwaite, DegenerateVariances) {
  EXPECT_EQ(satterthwaite(0, 3, 0, 4), 7);
  EXPECT_DOUBLE_EQ(satterthwaite(0, 3, 0.1, 4), 4);
  EXPECT_DOUBLE_EQ(satterthwaite(1e-200, 5, 1e-200, 5), 10);
}

TEST(MeanInterval, OneSampleOfTheSleepData) {
  // Mean 0.75, s = 1.789, t9 = 2.262: 0.75 -+ 1.2798.
  const std::vector<double> first{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const auto interval = mean_interval(first);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, -0.5298, 1e-4);
  EXPECT_NEAR(interval->high, 2.0298, 1e-4);
  EXPECT_FALSE(mean_interval(std::vector<double>{1.0}));
  EXPECT_EQ(mean_interval(std::vector<double>{2, 2}), (Interval{2, 2}));
}

}  // namespace
}  // namespace crossfade::statistics
