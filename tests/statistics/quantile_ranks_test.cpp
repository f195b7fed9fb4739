#include "analysis/statistics/quantile_ranks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace crossfade::statistics {
namespace {

TEST(QuantileRanks, HandComputed) {
  // t19 = 2.093; sqrt(0.5 * 0.5 * 4 / 10000) = 0.01
  const auto median = quantile_ranks(0.5, 10000, 4);
  ASSERT_TRUE(median);
  EXPECT_NEAR(median->low, 0.5 - 0.02093, 1e-5);
  EXPECT_NEAR(median->high, 0.5 + 0.02093, 1e-5);
}

TEST(QuantileRanks, TooFewEffectiveRequestsGiveNoFiniteInterval) {
  EXPECT_FALSE(quantile_ranks(0.99, 399, 1));
  EXPECT_FALSE(quantile_ranks(0.99, 3999, 10));
  EXPECT_FALSE(quantile_ranks(0.999, 3999, 1));
  EXPECT_TRUE(quantile_ranks(0.99, 1000, 1));
  EXPECT_FALSE(quantile_ranks(0.99, 0, 1));
}

TEST(QuantileRanks, AtTheSmallestNTheUpperRankMustStillExist) {
  // 0.99 + 2.093 sqrt(0.0099 / 400) = 1.0004: beyond the largest value seen.
  EXPECT_FALSE(quantile_ranks(0.99, 400, 1));
}

TEST(QuantileRanks, WhatIsNotASampleHasNoRanks) {
  EXPECT_FALSE(quantile_ranks(0, 10000, 1));
  EXPECT_FALSE(quantile_ranks(1, 10000, 1));
  EXPECT_FALSE(quantile_ranks(0.5, 10000, NAN));
  EXPECT_FALSE(quantile_ranks(0.5, 10000, -1));
  EXPECT_EQ(quantile_ranks(0.5, 10000, 0.2)->high, quantile_ranks(0.5, 10000, 1)->high);
}

TEST(QuantileRanks, CoverAKnownP99) {
  std::mt19937_64 random(11);
  std::exponential_distribution<double> draw(1);
  const double truth = -std::log(0.01);
  int covered = 0;
  for (int repeat = 0; repeat < 1000; ++repeat) {
    std::vector<double> sample(2000);
    for (double& v : sample) v = draw(random);
    std::sort(sample.begin(), sample.end());
    const auto ranks = quantile_ranks(0.99, sample.size(), 1);
    ASSERT_TRUE(ranks);
    const auto at = [&](double share) { return sample[static_cast<std::size_t>(share * 1999)]; };
    covered += at(ranks->low) <= truth && truth <= at(ranks->high);
  }
  EXPECT_GE(covered, 930);
  EXPECT_LE(covered, 980);
}

}  // namespace
}  // namespace crossfade::statistics
