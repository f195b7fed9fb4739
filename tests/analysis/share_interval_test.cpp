#include "analysis/share_interval.h"

#include <gtest/gtest.h>

namespace crossfade::analysis {
namespace {

Estimate share(double low, double high) {
  Estimate e;
  e.value = (low + high) / 2;
  e.interval = statistics::Interval{low, high};
  return e;
}

TEST(ShareInterval, OfHardlyAnyOfAKindIsNone) {
  Estimate none = share(0, 0);
  keep_share_interval(none, 0, 6'000, "late");
  EXPECT_FALSE(none.interval) << "0 of 6,000 is not [0, 0]";
  EXPECT_EQ(none.no_interval_because, "0 of 6,000 requests were late: an interval takes 5");
  EXPECT_TRUE(none.value);
  Estimate nearly_all = share(1, 1);
  keep_share_interval(nearly_all, 5'996, 6'000, "late");
  EXPECT_EQ(nearly_all.no_interval_because, "4 of 6,000 requests were not late: an interval takes 5");
}

TEST(ShareInterval, StaysBetweenNoneAndAll) {
  Estimate few = share(-0.001, 0.003);
  keep_share_interval(few, 5, 6'000, "late");
  EXPECT_EQ(few.interval, (statistics::Interval{0, 0.003}));
  Estimate most = share(0.99, 1.01);
  keep_share_interval(most, 5'900, 6'000, "late");
  EXPECT_EQ(most.interval, (statistics::Interval{0.99, 1}));
}

}  // namespace
}  // namespace crossfade::analysis
