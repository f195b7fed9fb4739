#include "analysis/statistics/paired.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace crossfade::statistics {
namespace {

// The sleep data (Student, Biometrika 6, 1908); 95 % interval as printed in the manual of R.
TEST(PairedT, SleepData) {
  const std::vector<double> a{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const std::vector<double> b{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  const auto result = paired_t(a, b);
  ASSERT_TRUE(result);
  EXPECT_NEAR(result->difference, 1.58, 1e-12);
  EXPECT_NEAR(result->interval.low, 0.7001142, 1e-6);
  EXPECT_NEAR(result->interval.high, 2.4598858, 1e-6);
  EXPECT_EQ(result->degrees_of_freedom, 9);
}

TEST(PairedT, DegenerateSamples) {
  EXPECT_FALSE(paired_t({}, {}));
  EXPECT_FALSE(paired_t(std::vector<double>{1}, std::vector<double>{2}));
  EXPECT_FALSE(paired_t(std::vector<double>{1, NAN}, std::vector<double>{2, 2}));
  const auto equal = paired_t(std::vector<double>{1, 2}, std::vector<double>{3, 4});
  ASSERT_TRUE(equal);
  EXPECT_EQ(equal->interval, (Interval{2, 2}));
  EXPECT_DEATH(static_cast<void>(paired_t(std::vector<double>{1}, {})), "pairs need both sides");
}

using Times = std::vector<std::int64_t>;
using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

TEST(Neighbours, AlternatingRunsPair) {
  EXPECT_EQ(neighbours(Times{0, 30, 40}, Times{10, 20, 50}), (Pairs{{0, 0}, {1, 1}, {2, 2}}));
}

TEST(Neighbours, OneAfterTheOtherGivesOnePair) {
  EXPECT_EQ(neighbours(Times{0, 1, 2, 3}, Times{10, 11, 12, 13}), (Pairs{{3, 0}}));
}

TEST(Neighbours, EmptyAndUnordered) {
  EXPECT_TRUE(neighbours({}, Times{1, 2}).empty());
  EXPECT_EQ(neighbours(Times{30, 0}, Times{10, 40}), (Pairs{{1, 0}, {0, 1}}));
}

TEST(Pauses, PairsFarApartAreDropped) {
  constexpr std::int64_t second = 1'000'000'000;
  const Times a{0, 100 * second, 200 * second, 300 * second, 400 * second};
  const Times b{10 * second, 110 * second, 950 * second, 310 * second, 459 * second};
  Pairs pairs{{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}};
  EXPECT_EQ(drop_pauses(pairs, a, b), 1U);
  EXPECT_EQ(pairs, (Pairs{{0, 0}, {1, 1}, {3, 3}, {4, 4}})) << "a minute is no pause";
  Pairs slow{{0, 1}, {1, 2}};  // 110 s and 850 s: their median is 480 s
  EXPECT_EQ(drop_pauses(slow, a, b), 0U) << "processes may be long";
  Pairs none;
  EXPECT_EQ(drop_pauses(none, a, b), 0U);
}

TEST(Balanced, ByTheSquareRootOfThePairs) {
  EXPECT_TRUE(balanced(0, 0));
  EXPECT_TRUE(balanced(1, 0));
  EXPECT_FALSE(balanced(2, 0));
  EXPECT_FALSE(balanced(0, 2));
  EXPECT_TRUE(balanced(3, 1));
  EXPECT_TRUE(balanced(3, 5));
  EXPECT_FALSE(balanced(6, 2));
  EXPECT_TRUE(balanced(12, 8));
  EXPECT_FALSE(balanced(13, 7));
}

}  // namespace
}  // namespace crossfade::statistics
