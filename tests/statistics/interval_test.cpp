#include "analysis/statistics/interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace crossfade::statistics {
namespace {

TEST(Interval, EndsAreIncluded) {
  EXPECT_TRUE((Interval{1, 2}.contains(1)));
  EXPECT_TRUE((Interval{1, 2}.contains(2)));
  EXPECT_FALSE((Interval{1, 2}.contains(0.999)));
  EXPECT_FALSE((Interval{1, 2}.contains(2.001)));
  EXPECT_TRUE((Interval{3, 3}.contains(3)));
}

TEST(Interval, RoundingDecidesNothing) {
  EXPECT_TRUE((Interval{1.0000000000000007, 1.58}.contains(1)));
  EXPECT_TRUE((Interval{0.63, 1 - 7e-16}.contains(1)));
  EXPECT_TRUE((Interval{1e-16, 0.46}.contains(0)));
  EXPECT_FALSE((Interval{1 + 1e-8, 1.58}.contains(1)));
  EXPECT_FALSE((Interval{1e-8, 0.46}.contains(0)));
}

TEST(Interval, NothingIsInAnIntervalOfNoNumbers) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE((Interval{none, none}.contains(1)));
  EXPECT_FALSE((Interval{0, 2}.contains(none)));
}

}  // namespace
}  // namespace crossfade::statistics
