#include "workloads/generators/exact_math.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace crossfade::workloads {
namespace {

TEST(ExactMath, ExpIsWithinItsErrorBound) {
  double worst = 0;
  for (double x = -700; x <= 700; x += 0.0917) {
    const long double exact = std::exp(static_cast<long double>(x));
    worst = std::max(worst, static_cast<double>(std::fabs((exact_exp(x) - exact) / exact)));
  }
  EXPECT_LT(worst, 1e-15);
}

TEST(ExactMath, LogIsWithinItsErrorBound) {
  double worst = 0;
  for (double x = 1e-300; x < 1e300; x *= 1.0837) {
    const long double exact = std::log(static_cast<long double>(x));
    worst = std::max(worst,
                     static_cast<double>(std::fabs(exact_log(x) - exact) / std::fmax(1, std::fabs(exact))));
  }
  for (double x = 0.5; x < 2; x += 0.000917) {
    worst =
        std::max(worst, static_cast<double>(std::fabs(exact_log(x) - std::log(static_cast<long double>(x)))));
  }
  EXPECT_LT(worst, 1e-15);
}

TEST(ExactMath, DegenerateArguments) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(exact_exp(0), 1);
  EXPECT_EQ(exact_exp(-infinity), 0);
  EXPECT_EQ(exact_exp(infinity), infinity);
  EXPECT_TRUE(std::isnan(exact_exp(std::nan(""))));
  EXPECT_EQ(exact_log(1), 0);
  EXPECT_EQ(exact_log(0), -infinity);
  EXPECT_EQ(exact_log(infinity), infinity);
  EXPECT_TRUE(std::isnan(exact_log(-1)));
  EXPECT_TRUE(std::isnan(exact_log(std::nan(""))));
}

// The point of these functions: these bits, on every CPU.
TEST(ExactMath, BitsAreFixed) {
  EXPECT_EQ(std::bit_cast<std::uint64_t>(exact_exp(1)), 0x4005bf0a8b14576au);
  EXPECT_EQ(std::bit_cast<std::uint64_t>(exact_exp(-3.7)), 0x3f99511fc6871044u);
  EXPECT_EQ(std::bit_cast<std::uint64_t>(exact_log(10)), 0x40026bb1bbb55516u);
  EXPECT_EQ(std::bit_cast<std::uint64_t>(exact_log(0.3)), 0xbff34378fcbda721u);
}

}  // namespace
}  // namespace crossfade::workloads
