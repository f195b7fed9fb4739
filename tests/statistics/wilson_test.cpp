#include "analysis/statistics/wilson.h"

#include <gtest/gtest.h>

namespace crossfade::statistics {
namespace {

// R. G. Newcombe, Statistics in Medicine 17, 1998, table I, method 3.
TEST(Wilson, AgreesWithPublishedIntervals) {
  EXPECT_NEAR(wilson_interval(81, 263).low, 0.2553, 5e-5);
  EXPECT_NEAR(wilson_interval(81, 263).high, 0.3662, 5e-5);
  EXPECT_NEAR(wilson_interval(15, 148).low, 0.0624, 5e-5);
  EXPECT_NEAR(wilson_interval(15, 148).high, 0.1605, 5e-5);
  EXPECT_EQ(wilson_interval(0, 20).low, 0);
  EXPECT_NEAR(wilson_interval(0, 20).high, 0.1611, 5e-5);
}

}  // namespace
}  // namespace crossfade::statistics
