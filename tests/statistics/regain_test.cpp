#include "analysis/statistics/regain.h"

#include <gtest/gtest.h>

#include <vector>

namespace crossfade::statistics {
namespace {

using Windows = std::vector<CountedWindow>;

constexpr CountedWindow none{0, 0}, good{20, 20}, bad{20, 10};

TEST(Regain, IsTheFirstOfARowOfGoodWindows) {
  const Windows windows{{100, 10}, {100, 99}, {100, 97}, {100, 98}, {100, 100}, {100, 99}, {100, 0}};
  EXPECT_EQ(regained_at(windows, 0.98, 3), 3U) << "the good one before a bad one does not count";
  EXPECT_EQ(regained_at(windows, 0.98, 1), 1U);
  EXPECT_EQ(regained_at(windows, 0.98, 4), std::nullopt);
  EXPECT_EQ(regained_at(windows, 0.97, 5), 1U) << "97 of 100 are 97 %";
}

TEST(Regain, AWindowWithoutAnyIsNotGood) {
  EXPECT_EQ(regained_at(Windows{bad, none, none, none, good, good, good, good}, 0.98, 3), 4U);
  EXPECT_EQ(regained_at(Windows{good, good, none, none, none, bad, bad}, 0.98, 3), std::nullopt);
  EXPECT_EQ(regained_at(Windows{none, none, good, good, good}, 0.98, 3), 2U) << "none begins a row";
}

TEST(Regain, AWindowWithoutAnyDoesNotBreakARow) {
  EXPECT_EQ(regained_at(Windows{bad, good, none, good, none, none, good}, 0.98, 3), 1U);
  EXPECT_EQ(regained_at(Windows{bad, good, none, bad, good, good, good}, 0.98, 3), 4U);
}

TEST(Regain, TooFewCannotShowIt) {
  EXPECT_EQ(fewest_for_regain(0.98), 50U);
  EXPECT_EQ(fewest_for_regain(0.5), 2U);
  const Windows few{{16, 16}, {16, 16}, {17, 17}}, enough{{16, 16}, {16, 16}, {18, 18}};
  EXPECT_FALSE(can_show_regain(few, 0.98, 3));
  EXPECT_EQ(regained_at(few, 0.98, 3), std::nullopt) << "49 of 49";
  EXPECT_TRUE(can_show_regain(enough, 0.98, 3));
  EXPECT_EQ(regained_at(enough, 0.98, 3), 0U);
}

TEST(Regain, NeedsAsManyWindowsAsItAsksFor) {
  EXPECT_FALSE(can_show_regain({}, 0.98, 1));
  EXPECT_FALSE(can_show_regain(Windows{{50, 50}, {50, 50}}, 0.98, 3));
  EXPECT_FALSE(can_show_regain(Windows{{50, 50}, none, {50, 50}}, 0.98, 3)) << "an empty one is none of them";
  EXPECT_EQ(regained_at({}, 0.98, 1), std::nullopt);
  EXPECT_EQ(regained_at(Windows{{50, 50}, {50, 50}}, 0.98, 3), std::nullopt);
  EXPECT_EQ(regained_at(Windows{{50, 50}, {50, 50}, {50, 50}}, 0.98, 3), 0U);
}

TEST(Regain, IsNotThereThoughItCouldBeShown) {
  const Windows windows{bad, bad, bad, bad};
  EXPECT_TRUE(can_show_regain(windows, 0.98, 3));
  EXPECT_EQ(regained_at(windows, 0.98, 3), std::nullopt);
}

TEST(Regain, SmallWindowsForgiveNothing) {
  EXPECT_EQ(regained_at(Windows{{51, 49}}, 0.98, 1), std::nullopt);
  EXPECT_EQ(regained_at(Windows{{50, 49}}, 0.98, 1), 0U);
}

TEST(Regain, OfAllIsAMistake) {
  EXPECT_DEATH(fewest_for_regain(1), "cannot be asked");
}

}  // namespace
}  // namespace crossfade::statistics
