// Waterfalls of decompositions made by hand: steps begin where the last one ended, totals begin at 1.
#include "analysis/why/waterfall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossfade::analysis {
namespace {

using ::testing::ElementsAre;
using Kind = WaterfallStep::Kind;

Ratio known(double value, double low, double high) {
  Ratio r;
  r.value = value;
  r.interval = statistics::Interval{low, high};
  r.resolved = low > 1 || high < 1;
  return r;
}

Ratio unknown(const char* why) {
  Ratio r;
  r.absent_because = why;
  return r;
}

Decomposition made_by_hand() {
  Decomposition d;
  d.of_slo_rate = true;
  d.factors = {{"clock", "clock", known(1.2, 1.1, 1.3)},
               {"ipc", "IPC", known(1.5, 1.4, 1.6), Origin::measured, Origin::carried, "two others"},
               {"utilisation", "usable utilisation", known(0.5, 0.4, 1.1)}};
  d.residual = 1.1;
  d.slo_rate = known(0.99, 0.9, 1.05);
  d.capacity = known(1.8, 1.7, 1.9);
  return d;
}

TEST(Waterfall, StepsBeginWhereTheLastOneEnded) {
  const auto steps = waterfall(made_by_hand());
  ASSERT_EQ(steps.size(), 6U);
  double at = 1;
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_DOUBLE_EQ(steps[i].from, at);
    EXPECT_DOUBLE_EQ(steps[i].to, at * steps[i].ratio.value());
    at = steps[i].to;
  }
  EXPECT_NEAR(at, 0.99, 1e-12);
  EXPECT_EQ(steps[3].kind, Kind::residual);
}

TEST(Waterfall, TheWhiskersAreTheStepsOwnInterval) {
  const auto steps = waterfall(made_by_hand());
  EXPECT_NEAR(steps[1].end.value().low, 1.2 * 1.4, 1e-12);
  EXPECT_NEAR(steps[1].end.value().high, 1.2 * 1.6, 1e-12);
  EXPECT_NEAR(steps[1].interval.value().low, 1.4, 1e-12);
  EXPECT_TRUE(steps[1].resolved);
  EXPECT_FALSE(steps[2].resolved);
}

TEST(Waterfall, TotalsBeginAtOne) {
  const auto steps = waterfall(made_by_hand());
  for (const std::size_t i : {4U, 5U}) {
    EXPECT_EQ(steps[i].kind, Kind::total);
    EXPECT_DOUBLE_EQ(steps[i].from, 1);
  }
  EXPECT_DOUBLE_EQ(steps[4].to, 0.99);
  EXPECT_DOUBLE_EQ(steps[5].to, 1.8);
}

TEST(Waterfall, TheLessDirectOriginAndWhatAFactorStandsForAreTold) {
  const auto steps = waterfall(made_by_hand());
  EXPECT_EQ(steps[1].origin, Origin::carried);
  EXPECT_THAT(steps[1].remarks, ElementsAre("stands for two others"));
}

TEST(Waterfall, AFactorWithoutAValueIsNoStepAndSaysWhy) {
  Decomposition d = made_by_hand();
  d.factors[1].ratio = unknown("no counters");
  d.factors[1].stands_for.clear();
  d.residual.reset();
  d.of_slo_rate = false;
  const auto steps = waterfall(d);
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_FALSE(steps[1].ratio);
  EXPECT_DOUBLE_EQ(steps[1].from, steps[1].to);
  EXPECT_THAT(steps[1].remarks, ElementsAre("no counters"));
  EXPECT_DOUBLE_EQ(steps[2].from, 1.2);
  EXPECT_EQ(steps[3].name, "capacity");
}

}  // namespace
}  // namespace crossfade::analysis
