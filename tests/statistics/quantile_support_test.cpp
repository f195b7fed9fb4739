#include "analysis/statistics/quantile_support.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace crossfade::statistics {
namespace {

using Runs = std::vector<double>;

TEST(EffectiveRequests, AreFewerByTheDesignEffect) {
  EXPECT_EQ(effective_requests(900, 300), 3.0);
  EXPECT_EQ(effective_requests(900, 1), 900.0);
  EXPECT_EQ(effective_requests(900, 0.2), 900.0) << "never more than there are";
  EXPECT_EQ(effective_requests(0, 300), 0.0);
}

TEST(EffectiveRequests, AreUnknownWithoutADesignEffect) {
  EXPECT_FALSE(effective_requests(900, NAN));
  EXPECT_FALSE(effective_requests(900, std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(effective_requests(900, -1));
}

TEST(QuantileSupport, NeedsItsTailInTheTypicalRun) {
  const Runs short_of_it(8, 99.9), enough(8, 100);
  EXPECT_FALSE(quantile_support(0.99, short_of_it, 1).enough_in_each());
  EXPECT_TRUE(quantile_support(0.99, enough, 1).enough());
  EXPECT_FALSE(quantile_support(0.999, enough, 1).enough_in_each()) << "p99.9 needs 1,000";
  EXPECT_FALSE(quantile_support(0.5, Runs(8, 19), 1).enough()) << "a median of few is too low as well";
  EXPECT_TRUE(quantile_support(0.5, Runs(8, 20), 1).enough());
  EXPECT_EQ(quantile_support(0.99, enough, 1).needed_in_each, 100);
  EXPECT_EQ(quantile_support(0.99, enough, 0.25).needed_in_each, 25);
}

TEST(QuantileSupport, IsThatOfTheSimulationUnlessSaid) {
  EXPECT_EQ(effective_needed_in_each(0.5), 20);
  EXPECT_EQ(effective_needed_in_each(0.9), 20);
  EXPECT_EQ(effective_needed_in_each(0.99), 100);
  EXPECT_EQ(effective_needed_in_each(0.999), 1'000);
}

TEST(QuantileSupport, OneLongRunDoesNotStandForTheOthers) {
  EXPECT_FALSE(quantile_support(0.99, Runs{3, 3, 3, 3, 3, 3, 3, 100'000}, 1).enough_in_each());
  EXPECT_TRUE(quantile_support(0.99, Runs{3, 150, 150, 150, 150}, 1).enough());
  EXPECT_EQ(quantile_support(0.99, Runs{40, 10, 30, 20}, 1).typical, 20) << "the lower of two in the middle";
}

TEST(QuantileSupport, NeedsFourTimesTheTailInAll) {
  const QuantileSupport three = quantile_support(0.99, Runs(3, 133), 1);
  EXPECT_TRUE(three.enough_in_each());
  EXPECT_FALSE(three.enough_in_all());
  EXPECT_EQ(three.total, 399);
  EXPECT_EQ(three.needed_in_all, 400);
  EXPECT_TRUE(quantile_support(0.99, Runs(4, 100), 1).enough());
}

TEST(QuantileSupport, WithoutRunsOrQuantileIsAMistake) {
  EXPECT_DEATH(quantile_support(0.99, {}), "process runs");
  EXPECT_DEATH(quantile_support(1, Runs{1}), "quantile");
}

}  // namespace
}  // namespace crossfade::statistics
