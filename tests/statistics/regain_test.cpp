#include "analysis/statistics/regain.h"

#include <gtest/gtest.h>

#include <vector>

namespace crossfade::statistics {
namespace {

using Windows = std::vector<CountedWindow>;

TEST(Regain, IsTheFirstOfARowOfGoodWindows) {
  const Windows windows{{100, 10}, {100, 99}, {100, 97}, {100, 98}, {100, 100}, {100, 99}, {100, 0}};
  EXPECT_EQ(regained_at(windows, 0.98, 3), 3U) << "the good one before a bad one does not count";
  EXPECT_EQ(regained_at(windows, 0.98, 1), 1U);
  EXPECT_EQ(regained_at(windows, 0.98, 4), std::nullopt);
  EXPECT_EQ(regained_at(windows, 0.97, 5), 1U) << "97 of 100 are 97 %";
}

TEST(Regain, AnEmptyWindowHasNothingBadInIt) {
  EXPECT_EQ(regained_at(Windows{{0, 0}, {0, 0}}, 1, 2), 0U);
}

TEST(Regain, NeedsAsManyWindowsAsItAsksFor) {
  EXPECT_EQ(regained_at({}, 0.98, 1), std::nullopt);
  EXPECT_EQ(regained_at(Windows{{5, 5}, {5, 5}}, 0.98, 3), std::nullopt);
  EXPECT_EQ(regained_at(Windows{{5, 5}, {5, 5}, {5, 5}}, 0.98, 3), 0U);
}

TEST(Regain, SmallWindowsForgiveNothing) {
  EXPECT_EQ(regained_at(Windows{{49, 48}}, 0.98, 1), std::nullopt);
  EXPECT_EQ(regained_at(Windows{{50, 49}}, 0.98, 1), 0U);
}

}  // namespace
}  // namespace crossfade::statistics
