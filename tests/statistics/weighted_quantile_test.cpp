#include "analysis/statistics/weighted_quantile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace crossfade::statistics {
namespace {

using Values = std::vector<double>;

// The worked example of the nearest-rank method (Wikipedia, "Percentile"): of 15, 20, 35, 40, 50 the 5th,
// 30th, 40th, 50th and 100th percentiles are 15, 20, 20, 35 and 50.
TEST(WeightedQuantile, OfEqualWeightsIsTheNearestRank) {
  const Values values{35, 20, 50, 15, 40}, weights(5, 2.0);
  EXPECT_EQ(weighted_quantile(values, weights, 0.05), 15);
  EXPECT_EQ(weighted_quantile(values, weights, 0.3), 20);
  EXPECT_EQ(weighted_quantile(values, weights, 0.4), 20);
  EXPECT_EQ(weighted_quantile(values, weights, 0.5), 35);
  EXPECT_EQ(weighted_quantile(values, weights, 1), 50);
  EXPECT_EQ(weighted_quantile(values, weights, 0), 15);
}

TEST(WeightedQuantile, AWeightIsSoManyCopies) {
  const Values values{1, 2, 10}, weights{7, 2, 1}, copies{1, 1, 1, 1, 1, 1, 1, 2, 2, 10}, ones(10, 1.0);
  for (const double p : {0.1, 0.5, 0.7, 0.71, 0.9, 0.95, 1.0})
    EXPECT_EQ(weighted_quantile(values, weights, p), weighted_quantile(copies, ones, p)) << p;
}

TEST(WeightedQuantile, WhatHasNoWeightIsNotThere) {
  const Values values{1, 2, 3}, weights{0, 1, 0};
  EXPECT_EQ(weighted_quantile(values, weights, 0), 2);
  EXPECT_EQ(weighted_quantile(values, weights, 1), 2);
}

TEST(WeightedQuantile, Degenerate) {
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(weighted_quantile({}, {}, 0.5));
  EXPECT_FALSE(weighted_quantile(Values{1}, Values{0}, 0.5));
  EXPECT_EQ(weighted_quantile(Values{1}, Values{3}, 0.5), 1);
  EXPECT_FALSE(weighted_quantile(Values{nan}, Values{1}, 0.5));
  EXPECT_FALSE(weighted_quantile(Values{1}, Values{nan}, 0.5));
  EXPECT_FALSE(weighted_quantile(Values{1}, Values{-1}, 0.5));
  EXPECT_FALSE(weighted_quantile(Values{1}, Values{infinity}, 0.5));
  for (const double p : {-0.1, 1.1, nan}) EXPECT_FALSE(weighted_quantile(Values{1}, Values{1}, p));
}

}  // namespace
}  // namespace crossfade::statistics
