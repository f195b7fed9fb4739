#include "analysis/statistics/two_regimes.h"

#include <gtest/gtest.h>

#include <cmath>

namespace crossfade::statistics {
namespace {

using Values = std::vector<double>;

const ThroughputRuns eight_cores{
    {1, 2, 4, 8, 12, 16},
    {{100, 198, 390, 760, 880, 1000}, {101, 200, 394, 768, 889, 1010}, {99, 196, 386, 752, 871, 990}}};

TEST(TwoRegimes, TheKinkBelongsToBoth) {
  const TwoRegimes split = two_regimes(eight_cores, 8);
  EXPECT_EQ(split.cores.threads, (Values{1, 2, 4, 8}));
  EXPECT_EQ(split.hyperthreads.threads, (Values{8, 12, 16}));
  EXPECT_EQ(split.cores.per_s[1], (Values{101, 200, 394, 768}));
  EXPECT_EQ(split.hyperthreads.per_s[2], (Values{752, 871, 990}));
}

TEST(TwoRegimes, WithoutSiblingsThereIsOne) {
  const TwoRegimes split = two_regimes(eight_cores, 16);
  EXPECT_EQ(split.cores.threads, eight_cores.threads);
  EXPECT_TRUE(split.hyperthreads.threads.empty());
  EXPECT_TRUE(two_regimes({}, 4).cores.threads.empty());
}

TEST(SiblingGain, IsTheSlopeInCores) {
  // 120 more for four siblings of cores that make 95 each: 0.316 of a core.
  const auto found = sibling_gain(two_regimes(eight_cores, 8).hyperthreads, 8);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->gain, 0.316, 0.001);
  EXPECT_TRUE(found->interval.contains(120.0 / 380));
  EXPECT_LT(found->interval.high - found->interval.low, 0.01);
  EXPECT_FALSE(found->lack_of_fit.rejects());
  EXPECT_EQ(found->lack_of_fit.degrees_of_model, 1);
}

// With two thread counts it is the paired comparison of the two: gain = ratio - 1, Student's t on ln.
TEST(SiblingGain, OfTwoThreadCountsIsAPairedRatio) {
  const ThroughputRuns data{{2, 4}, {{100, 130}, {110, 141}, {90, 119}}};
  const auto found = sibling_gain(data, 2);
  ASSERT_TRUE(found);
  double sum = 0, squares = 0;
  for (const auto& run : data.per_s) sum += std::log(run[1] / run[0]) / 3;
  for (const auto& run : data.per_s) squares += std::pow(std::log(run[1] / run[0]) - sum, 2);
  const double half = 4.302652730 * std::sqrt(squares / 2 / 3);
  EXPECT_NEAR(found->gain, std::exp(sum) - 1, 1e-12);
  EXPECT_NEAR(found->interval.low, std::exp(sum - half) - 1, 0.001);
  EXPECT_NEAR(found->interval.high, std::exp(sum + half) - 1, 0.001);
  EXPECT_EQ(found->lack_of_fit.p, 1) << "a line through two points has nothing to be tested by";
}

TEST(SiblingGain, MayBeALoss) {
  const auto found = sibling_gain({{2, 4}, {{100, 70}, {100, 71}, {100, 72}}}, 2);
  ASSERT_TRUE(found);
  EXPECT_LT(found->interval.high, 0);
}

TEST(SiblingGain, AsGoodAsACoreIsOne) {
  const auto found = sibling_gain({{2, 3, 4}, {{100, 150, 200}, {102, 153, 204}}}, 2);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->gain, 1, 1e-9);
  EXPECT_FALSE(found->lack_of_fit.rejects());
}

TEST(SiblingGain, ABendIsFoundOut) {
  const auto found =
      sibling_gain({{4, 5, 6, 7, 8}, {{400, 480, 500, 500, 490}, {404, 484, 506, 506, 494}}}, 4);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->lack_of_fit.rejects());
}

TEST(SiblingGain, DegenerateInputs) {
  EXPECT_FALSE(sibling_gain({}, 4));
  EXPECT_FALSE(sibling_gain({{2, 4}, {{100, 130}}}, 2)) << "one run";
  EXPECT_FALSE(sibling_gain({{3, 4}, {{100, 130}, {100, 130}}}, 2)) << "the kink was not measured";
}

}  // namespace
}  // namespace crossfade::statistics
