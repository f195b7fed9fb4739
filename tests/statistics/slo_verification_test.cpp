#include "analysis/statistics/slo_verification.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace crossfade::statistics {
namespace {

// Published: no event in n has the one-sided upper bound 1 - 0.05^(1/n) ("rule of three"); 10 events of 100
// have the two-sided 90 % interval [0.0553, 0.1637] (Clopper and Pearson).
TEST(SloVerification, BoundsAreClopperAndPearsons) {
  EXPECT_NEAR(verify_slo(0, 100, 1).upper, 1 - std::pow(0.05, 0.01), 1e-12);
  EXPECT_EQ(verify_slo(0, 100, 1).lower, 0);
  EXPECT_NEAR(verify_slo(10, 100, 1).lower, 0.0553, 5e-5);
  EXPECT_NEAR(verify_slo(10, 100, 1).upper, 0.1637, 5e-5);
  EXPECT_NEAR(verify_slo(100, 100, 1).lower, std::pow(0.05, 0.01), 1e-12);
  EXPECT_EQ(verify_slo(100, 100, 1).upper, 1);
}

TEST(SloVerification, ADesignEffectIsFewerRequests) {
  EXPECT_DOUBLE_EQ(verify_slo(100, 20000, 10).upper, verify_slo(10, 2000, 1).upper);
  EXPECT_DOUBLE_EQ(verify_slo(100, 20000, 10).lower, verify_slo(10, 2000, 1).lower);
  EXPECT_EQ(verify_slo(10, 2000, 0.2).upper, verify_slo(10, 2000, 1).upper);
}

TEST(SloVerification, VerdictsFollowTheBounds) {
  EXPECT_EQ(verify_slo(6, 1700, 1).verdict, SloVerdict::consistent);
  EXPECT_EQ(verify_slo(17, 1700, 1).verdict, SloVerdict::open);
  EXPECT_EQ(verify_slo(40, 1700, 1).verdict, SloVerdict::refuted);
  EXPECT_EQ(verify_slo(40, 1700, 20).verdict, SloVerdict::open);
  EXPECT_EQ(verify_slo(40, 1700, 1, 0.05).verdict, SloVerdict::consistent);
}

TEST(SloVerification, NothingKnownIsOpen) {
  for (const auto v : {verify_slo(0, 0, 1), verify_slo(90, 100, std::numeric_limits<double>::quiet_NaN()),
                       verify_slo(90, 100, std::numeric_limits<double>::infinity())}) {
    EXPECT_EQ(v.verdict, SloVerdict::open);
    EXPECT_EQ(v.lower, 0);
    EXPECT_EQ(v.upper, 1);
  }
  EXPECT_DEATH(verify_slo(2, 1, 1), "late requests are requests");
}

// At a true exceedance of just 1 % a wrong verdict either way is as rare as it says, also with neighbours
// alike: late requests come in runs of ten, the design effect is 10.
TEST(SloVerification, IsWrongAtMostOnceInTwenty) {
  std::mt19937_64 random(5);
  std::binomial_distribution<std::uint64_t> runs(1000, 0.01);
  int consistent = 0, refuted = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto verdict = verify_slo(10 * runs(random), 10000, 10).verdict;
    consistent += verdict == SloVerdict::consistent;
    refuted += verdict == SloVerdict::refuted;
  }
  EXPECT_LE(consistent, 1050);
  EXPECT_LE(refuted, 1050);
  EXPECT_GT(consistent, 100);
  EXPECT_GT(refuted, 100);
}

}  // namespace
}  // namespace crossfade::statistics
