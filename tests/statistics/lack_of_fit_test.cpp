#include "analysis/statistics/lack_of_fit.h"

#include <gtest/gtest.h>

#include <cmath>

namespace crossfade::statistics {
namespace {

// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.3: upper critical values at 5 %.
TEST(FDistribution, TailsMatchTheTable) {
  EXPECT_NEAR(f_upper_tail(4.965, 1, 10), 0.05, 2e-5);
  EXPECT_NEAR(f_upper_tail(3.326, 5, 10), 0.05, 2e-5);
  EXPECT_NEAR(f_upper_tail(2.348, 10, 20), 0.05, 2e-5);
  EXPECT_NEAR(f_upper_tail(161.448, 1, 1), 0.05, 2e-5);
  EXPECT_EQ(f_upper_tail(0, 3, 4), 1);
  EXPECT_EQ(f_upper_tail(INFINITY, 3, 4), 0);
}

TEST(FDistribution, WhatHasNoTailIsNotANumber) {
  EXPECT_TRUE(std::isnan(f_upper_tail(-1, 3, 4)));
  EXPECT_TRUE(std::isnan(f_upper_tail(double(NAN), 3, 4)));
  EXPECT_TRUE(std::isnan(f_upper_tail(1, 0, 4)));
  EXPECT_TRUE(std::isnan(f_upper_tail(1, 3, 0)));
}

TEST(LackOfFit, ComparesWhatIsLeftWithPureError) {
  const LackOfFit test = lack_of_fit(6 * 3.326, 5, 1.2, 10);
  EXPECT_NEAR(test.f, 3.326, 1e-12);
  EXPECT_NEAR(test.p, 0.05, 2e-5);
  EXPECT_TRUE(lack_of_fit(6 * 3.4, 5, 1.2, 10).rejects());
  EXPECT_FALSE(lack_of_fit(6 * 3.2, 5, 1.2, 10).rejects());
}

TEST(LackOfFit, DegenerateInputs) {
  EXPECT_EQ(lack_of_fit(1, 0, 1, 10).p, 1) << "nothing to test by";
  EXPECT_EQ(lack_of_fit(1, 3, 1, 0).p, 1) << "nothing to test against";
  EXPECT_TRUE(lack_of_fit(1e-6, 3, 0, 10).rejects()) << "runs agree and the model does not";
  EXPECT_FALSE(lack_of_fit(1e-25, 3, 0, 10).rejects()) << "rounding";
}

}  // namespace
}  // namespace crossfade::statistics
