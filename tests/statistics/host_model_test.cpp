#include "analysis/statistics/host_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "analysis/statistics/student_t.h"

namespace crossfade::statistics {
namespace {

SideValues hosts_of(std::initializer_list<double> means) {
  SideValues side;
  for (const double m : means) side.push_back({{m, m}});
  return side;
}

// With three hosts and more R1 is Welch's test on host means: the sleep data (Student 1908) as in the manual
// of R.
TEST(HostModel, ManyHostsAreWelchsTest) {
  const auto a = hosts_of({0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0});
  const auto b = hosts_of({1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4});
  const auto result = host_difference(a, b, HostPrior{});
  ASSERT_TRUE(result);
  EXPECT_NEAR(result->difference, 1.58, 1e-12);
  EXPECT_NEAR(result->interval.low, -0.2054832, 1e-6);
  EXPECT_NEAR(result->interval.high, 3.3654832, 1e-6);
  EXPECT_NEAR(result->degrees_of_freedom, 17.776, 1e-3);
  EXPECT_EQ(result->assumed_share, 0);
  EXPECT_FALSE(result->tipping_deviation);
}

TEST(HostModel, OneHostByHand) {
  // Blocks 0.00 and 0.02: s^2 = 2e-4, w = 1e-4. V = (4 (0.0025 + 0.0004 + 0.0001) + 0) / 4 = 0.003, df 4.
  const SideValues one{{{0.0, 0.02}}};
  const auto v = side_variance(one, HostPrior{});
  ASSERT_TRUE(v);
  EXPECT_NEAR(v->mean, 0.01, 1e-15);
  EXPECT_NEAR(v->variance, 0.003, 1e-15);
  EXPECT_NEAR(v->assumed_variance, 0.0029, 1e-15);
  EXPECT_EQ(v->degrees_of_freedom, 4);
  // Against itself: df = min(8, 4 + 1 + 1 - 2) = 4; half width 2.7764 sqrt(0.006).
  const auto d = host_difference(one, one, HostPrior{});
  ASSERT_TRUE(d);
  EXPECT_EQ(d->degrees_of_freedom, 4);
  EXPECT_NEAR(d->interval.high, 2.776445 * std::sqrt(0.006), 1e-6);
  EXPECT_NEAR(d->assumed_share, 0.0029 / 0.003, 1e-12);
}

TEST(HostModel, TwoHostsByHand) {
  // Means 0 and 0.1: spread 0.005. V = (4 * 0.0029 + 0.005) / 5 / 2 = 0.00166, df 5.
  const auto v = side_variance(hosts_of({0.0, 0.1}), HostPrior{});
  ASSERT_TRUE(v);
  EXPECT_NEAR(v->variance, 0.00166, 1e-12);
  EXPECT_EQ(v->degrees_of_freedom, 5);
}

TEST(HostModel, HostsWeighEquallyWhateverTheirRecordings) {
  const SideValues side{{{0, 0}, {0, 0}, {0, 0}}, {{1, 1, 1, 1}}};
  EXPECT_DOUBLE_EQ(side_variance(side, HostPrior{})->mean, 0.5);
  // r0^2 / R, mean over hosts: 0.0004 (1/3 + 1) / 2; spread 0.5; assumed V = 4 (0.0025 + 0.000266667) / 5
  // / 2.
  EXPECT_NEAR(side_variance(side, HostPrior{})->assumed_variance, 4 * (0.0025 + 0.0004 * 2 / 3) / 10, 1e-12);
}

TEST(HostModel, TippingIsWhereTheConclusionChanges) {
  const SideValues a{{{0.0, 0.0, 0.001, 0.0}}}, b{{{0.3, 0.301, 0.3, 0.3}}};
  const auto d = host_difference(a, b, HostPrior{});
  ASSERT_TRUE(d && d->tipping_deviation);
  EXPECT_FALSE(d->interval.contains(0));
  EXPECT_GT(*d->tipping_deviation, 0.05);
  HostPrior prior;
  prior.host_deviation = *d->tipping_deviation - 1e-4;
  EXPECT_FALSE(host_difference(a, b, prior)->interval.contains(0));
  prior.host_deviation = *d->tipping_deviation + 1e-4;
  EXPECT_TRUE(host_difference(a, b, prior)->interval.contains(0));
  EXPECT_FALSE(host_difference(a, a, HostPrior{})->tipping_deviation);
}

BlockValues blocks_around(double mean) {
  BlockValues blocks;
  for (int i = 0; i < 8; ++i) blocks.push_back(mean + 0.01 * ((i * 5) % 8 - 3.5) / 3.5);
  return blocks;
}

// Three hosts have two degrees of freedom of their own, the assumption has four: at h0 = 0 the interval of
// the formula is wider than at 5 %.
TEST(HostModel, AssumingMoreNeverNarrows) {
  const SideValues three{{blocks_around(-.11)}, {blocks_around(0)}, {blocks_around(.11)}};
  const SideValues one{{blocks_around(.24)}};
  double narrower = 0;
  for (int step = 0; step < 60; ++step) {
    const double h0 = 0.005 * step;
    HostPrior prior;
    prior.host_deviation = h0;
    const auto d = host_difference(three, one, prior);
    ASSERT_TRUE(d && d->tipping_deviation);
    EXPECT_GE(d->interval.high - d->interval.low, narrower) << h0;
    narrower = d->interval.high - d->interval.low;
    EXPECT_NEAR(*d->tipping_deviation, 0.075, 0.005);
    EXPECT_EQ(d->interval.contains(0), h0 > *d->tipping_deviation) << h0;
  }
}

TEST(HostModel, TippingIsFoundFromAbove) {
  const SideValues a{{blocks_around(0)}}, b{{blocks_around(0.18)}};
  for (const double h0 : {0.0, 0.05, 0.5}) {
    HostPrior prior;
    prior.host_deviation = h0;
    const auto d = host_difference(a, b, prior);
    ASSERT_TRUE(d && d->tipping_deviation);
    EXPECT_NEAR(*d->tipping_deviation, 0.04, 0.01);
  }
  // Beyond any h0 that is asked about, and not even without one.
  EXPECT_FALSE(host_difference(a, SideValues{{blocks_around(100)}}, HostPrior{})->tipping_deviation);
  EXPECT_FALSE(host_difference(a, SideValues{{blocks_around(0.01)}}, HostPrior{})->tipping_deviation);
}

TEST(HostModel, DriftWithinARecordingRaisesR0) {
  const SideValues drifting{{{0.0, 0.0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3}}};
  EXPECT_NEAR(recording_deviation(drifting, 0.02), 0.129099, 1e-6);  // SD of 0, 0.1, 0.2, 0.3
  EXPECT_EQ(recording_deviation({{{0, 1, 0}}}, 0.02), 0.02);         // three blocks have no quarters
  EXPECT_EQ(recording_deviation({}, 0.02), 0.02);
}

TEST(HostModel, WhatDoesNotCarryAVarianceIsRefused) {
  const SideValues good = hosts_of({0.0});
  for (const SideValues& bad : {SideValues{}, SideValues{{}}, SideValues{{{}}}, SideValues{{{1.0}}},
                                SideValues{{{1.0, NAN}}}, SideValues{{{1.0, 1.0}, {2.0}}}}) {
    EXPECT_FALSE(side_variance(bad, HostPrior{}));
    EXPECT_FALSE(host_difference(good, bad, HostPrior{}));
    EXPECT_FALSE(host_difference(bad, good, HostPrior{}));
  }
}

TEST(HostModel, EqualHostsHaveNoWidth) {
  const auto d = host_difference(hosts_of({0, 0, 0}), hosts_of({1, 1, 1}), HostPrior{});
  ASSERT_TRUE(d);
  EXPECT_EQ(d->interval, (Interval{1, 1}));
  EXPECT_EQ(d->degrees_of_freedom, 4);
}

TEST(HostModel, UndetectedSlowShare) {
  EXPECT_EQ(undetected_slow_share(0), 1);
  EXPECT_NEAR(undetected_slow_share(1), 0.95, 1e-12);
  EXPECT_NEAR(undetected_slow_share(3), 0.63, 0.005);
  EXPECT_NEAR(undetected_slow_share(10), 0.26, 0.005);
}

// Simulation-known values of the estimator (docs/methodology.md, table of R1); the whole study is
// tests/benchmarks/r1_simulation.cpp.
TEST(HostModel, CoversAtThreeHosts) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal(0, 1);
  int covered = 0;
  const auto draw = [&] {
    SideValues side;
    for (int h = 0; h < 3; ++h) {
      const double host = 0.03 * normal(random) + 0.02 * normal(random);
      BlockValues blocks;
      for (int b = 0; b < 8; ++b) blocks.push_back(host + 0.03 * normal(random));
      side.push_back({blocks});
    }
    return side;
  };
  for (int repeat = 0; repeat < 2000; ++repeat) {
    covered += host_difference(draw(), draw(), HostPrior{})->interval.contains(0);
  }
  EXPECT_GE(covered, 1900);  // 96.5 % expected
  EXPECT_LE(covered, 1970);
}

TEST(HostModel, TwoBlocksThatDifferMuchKnowLittle) {
  const SideValues steady{{{0, 0.01, -0.01, 0, 0.01, -0.01, 0, 0}}};
  const SideValues wild{{{4, 5.5}}}, wild_and_many{{{4, 5.5, 4, 5.5, 4, 5.5, 4, 5.5}}};
  const auto few = host_difference(steady, wild, {}, {});
  const auto many = host_difference(steady, wild_and_many, {}, {});
  ASSERT_TRUE(few && many);
  EXPECT_NEAR(few->degrees_of_freedom, 1, 0.1) << "nearly all of the variance is theirs";
  EXPECT_TRUE(few->interval.contains(0)) << "4.75 +- 12.7 x 0.75";
  EXPECT_NEAR(many->degrees_of_freedom, 4, 0.2) << "as the assumption has";
  EXPECT_FALSE(many->interval.contains(0));
}

}  // namespace
}  // namespace crossfade::statistics
